/**
 * What becomes of messages on this node: the live journal ({@code journal}), the message database
 * ({@code database}), chunks on their way into it ({@code chunk}), proofs of equality ({@code
 * digest}) and histories of other programs.
 *
 * <p>Start at {@code journal.LiveJournal} and {@code database.MessageDatabase}. May use archiver,
 * keys and quota's ports.
 */
@NullMarked
package org.annals.importer;

import org.jspecify.annotations.NullMarked;
