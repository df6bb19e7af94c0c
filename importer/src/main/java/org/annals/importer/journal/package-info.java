/**
 * The live journal: verified messages that are not packed yet, append-only, checksummed and fsynced
 * before they are acknowledged, one segment file per window. Start at {@link
 * org.annals.importer.journal.LiveJournal}; it is what the packer reads ({@code MessageSource}).
 *
 * <p>The message database is a view that can be made again from this and the chunks. {@code
 * LiveJournal} is thread-safe, everything else here is confined to its lock.
 */
@NullMarked
package org.annals.importer.journal;

import org.jspecify.annotations.NullMarked;
