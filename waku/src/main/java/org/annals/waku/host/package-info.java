/**
 * A libp2p host over TCP, Noise and yamux: the subset that Waku needs. Start at {@link
 * org.annals.waku.host.Host}; make one with {@link org.annals.waku.host.Libp2pHost}.
 *
 * <p>Thread model: one selector thread per host ({@link org.annals.waku.host.loop.Loop}) owns all
 * sockets and state and calls all listeners, which must return at once. The methods of the public
 * types may be called from any thread. Whatever a peer sends can close that peer's stream or
 * connection and touches nothing else.
 */
@NullMarked
package org.annals.waku.host;

import org.jspecify.annotations.NullMarked;
