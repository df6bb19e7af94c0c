/**
 * Messages: signed envelopes (FORMAT section 2), what they say ({@link
 * org.annals.archiver.message.MessageContent}), and the records in which a chunk holds them ({@link
 * org.annals.archiver.message.ArchiveRecord}, FORMAT section 4).
 *
 * <p>The unit of truth is the exact payload that an author signed. Values are immutable; arrays
 * that are handed over are never modified afterwards by either side. Depends on {@code wire} and
 * {@code keys}.
 */
@NullMarked
package org.annals.archiver.message;

import org.jspecify.annotations.NullMarked;
