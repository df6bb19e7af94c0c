/** Tests. */
@NullMarked
package org.annals.node.command;

import org.jspecify.annotations.NullMarked;
