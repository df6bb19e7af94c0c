/**
 * BitTorrent peers over raw sockets that break the rules on purpose: start at {@link
 * org.annals.testkit.torrent.RawPeer}. Each uses blocking sockets and daemon threads of its own and
 * ends when it is closed.
 */
@NullMarked
package org.annals.testkit.torrent;

import org.jspecify.annotations.NullMarked;
