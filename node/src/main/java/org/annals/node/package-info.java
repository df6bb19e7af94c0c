/**
 * The composition root: opens a home, runs the owner's and the member's loops, answers requests.
 * Start at {@link org.annals.node.request.CommandTable} for what a node can be asked.
 */
@NullMarked
package org.annals.node;

import org.jspecify.annotations.NullMarked;
