/**
 * Waku's relay: its message and hash, static shards, and the gossip state machine on real streams
 * (Waku RFC 11, 14, 51). Start at {@link org.annals.waku.relay.Relay}.
 *
 * <p>Thread model: {@link org.annals.waku.relay.Relay} lives on the host's loop, its public methods
 * may be called from any thread; everything else is immutable. May use {@code waku.gossipsub} and
 * {@code waku.host}.
 */
@NullMarked
package org.annals.waku.relay;

import org.jspecify.annotations.NullMarked;
