/**
 * The values that every module speaks in: communities, channels, windows, chunks, messages.
 *
 * <p>All are immutable. The packages below hold the message model ({@code message}), canonical
 * protobuf ({@code wire}), sealing and packing ({@code seal}), the chunk file ({@code chunk}), its
 * torrent ({@code torrent}) and the chunk store on disk ({@code store}).
 */
@NullMarked
package org.annals.archiver;

import org.jspecify.annotations.NullMarked;
