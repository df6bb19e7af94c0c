/**
 * The message database of one community: what can be shown, made from verified chunks and verified
 * live messages, and rebuildable from them at any time. Start at {@link
 * org.annals.importer.database.MessageDatabase}.
 *
 * <p>It stands on H2's storage engine (MVStore) without the SQL layer: measured with the rows and
 * indexes used here, an insert costs 16 microseconds of processor time that way and 42 through SQL,
 * and verifying a signature 27; on two cores only the former lets an import keep up with the bars
 * of the project. One commit of the store is one transaction.
 *
 * <ul>
 *   <li>Rows are facts: what one source (a chunk, or the live journal) says. What is shown is a
 *       function of the set of facts, so the order in which chunks arrive cannot matter.
 *   <li>A row keeps the signed payload; text, reply and so on are read from it when shown.
 *   <li>Keys begin with the clock, so that rows of one window lie together; ids are found by an
 *       index on their first 8 bytes (DESIGN section 8).
 * </ul>
 *
 * <p>{@code MessageDatabase} is thread-safe: many readers or one writer at a time. The rest is
 * confined to its lock.
 */
@NullMarked
package org.annals.importer.database;

import org.jspecify.annotations.NullMarked;
