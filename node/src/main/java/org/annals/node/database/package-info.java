/**
 * The node's own database, {@code node.mv.db}: communities, settings, accepted catalogues, the
 * ledger of chunks, byte counters. One connection, one statement at a time; every change is durable
 * when the call returns. Start at {@link org.annals.node.database.NodeDatabase}.
 */
@NullMarked
package org.annals.node.database;

import org.jspecify.annotations.NullMarked;
