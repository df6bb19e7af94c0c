/**
 * The communities of an opened home and everything that belongs to one of them. Start at {@link
 * org.annals.node.community.Community}.
 */
@NullMarked
package org.annals.node.community;

import org.jspecify.annotations.NullMarked;
