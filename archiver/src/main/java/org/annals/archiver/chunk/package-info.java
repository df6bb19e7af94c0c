/**
 * The chunk file (FORMAT section 4, {@code docs/format.md}): public header and signature, index
 * section, message sections, media section.
 *
 * <p>Start at {@link org.annals.archiver.chunk.ChunkWriter}, {@link
 * org.annals.archiver.chunk.ChunkVerifier} and {@link org.annals.archiver.chunk.ChunkReader}.
 * Hostile bytes yield a rejected outcome; nothing is allocated beyond the caps of {@link
 * org.annals.archiver.chunk.ChunkFormat}. Depends on {@code wire}, {@code message}, keys and
 * quota's reservation port. Values are immutable; readers and writers are confined to one thread
 * unless their documentation says otherwise; nothing here starts threads.
 */
@NullMarked
package org.annals.archiver.chunk;

import org.jspecify.annotations.NullMarked;
