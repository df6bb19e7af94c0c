/**
 * BitTorrent as an {@link org.annals.seeder.ArchiveTransport}: start reading at {@link
 * org.annals.seeder.bittorrent.BitTorrentTransport}.
 *
 * <p>The only package that may import Bt. Bt contributes the messages and their encoding, the
 * handshake handlers, the identity and the discovery of peers on the local network; the sockets,
 * the choice of blocks and the files are our own, because Bt 1.10 blocks on them in ways that one
 * hostile peer can use (docs/decisions).
 *
 * <p>Threads: one loop does all socket work and owns all state of swarms and connections; a few
 * disk lanes write and hash; Bt's peer collector asks the discovery services. Everything else hands
 * over by {@link org.annals.seeder.bittorrent.Loop#execute}. Nothing here holds a lock while it
 * calls out.
 */
@NullMarked
package org.annals.seeder.bittorrent;

import org.jspecify.annotations.NullMarked;
