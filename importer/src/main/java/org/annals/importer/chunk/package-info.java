/**
 * Chunks on their way into the message database: every record's author signature is checked while
 * others are being inserted. Start at {@link org.annals.importer.chunk.ChunkImporter}; {@link
 * org.annals.importer.chunk.DatabaseRebuild} makes a database anew from chunks and journal.
 *
 * <p>Signatures are checked on an executor's threads, rows are inserted by the calling one.
 */
@NullMarked
package org.annals.importer.chunk;

import org.jspecify.annotations.NullMarked;
