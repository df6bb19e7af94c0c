/**
 * Gossipsub v1.1 without scoring, as a pure state machine: events go in, messages for peers come
 * out. It opens no socket, starts no thread and reads no clock of its own, so that tests and
 * simulations drive it with virtual time. Start at {@link org.annals.waku.gossipsub.Gossip}.
 *
 * <p>Sources: libp2p specs pubsub/gossipsub v1.0 and v1.1; Waku RFC 11 and 29. Depends on the codec
 * and the peer ids of {@code waku.host}. Every class belongs to one thread at a time; records are
 * immutable.
 */
@NullMarked
package org.annals.waku.gossipsub;

import org.jspecify.annotations.NullMarked;
