/**
 * File sharing beside libtorrent; peers are processes of their own, leechers are raw sockets on one
 * thread.
 */
@NullMarked
package org.annals.bench.torrent;

import org.jspecify.annotations.NullMarked;
