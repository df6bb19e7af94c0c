/**
 * {@code /annals/peers/1.0.0}: connected nodes ask each other who has chunks (FORMAT section 6).
 * Start at {@link org.annals.waku.peers.PeersExchange}, which is thread-safe and lives on the
 * host's loop; the rest is immutable or confined to that loop. May use {@code waku.host}, {@code
 * waku.request} and the ports of {@code magnetindex}.
 */
@NullMarked
package org.annals.waku.peers;

import org.jspecify.annotations.NullMarked;
