/**
 * The limits that people set, in force: kept in the node's database, computed anew whenever the
 * clock, the traffic or a command may have changed them, handed to those who enforce them. Start at
 * {@link org.annals.node.limit.LimitsInForce}.
 */
@NullMarked
package org.annals.node.limit;

import org.jspecify.annotations.NullMarked;
