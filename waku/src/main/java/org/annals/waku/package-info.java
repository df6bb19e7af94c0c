/**
 * A Waku node: relay of announcements on a static shard and questions to neighbours, over libp2p.
 * Start at {@link org.annals.waku.WakuNode}.
 *
 * <p>Packages below: {@code host} (libp2p), {@code gossipsub} (the pure state machine), {@code
 * relay}, {@code request}, {@code metadata}, {@code peers}. Thread model: everything happens on the
 * host's loop; what listeners of this package's types do happens on the executor that the node was
 * given. May use {@code keys} and the ports of {@code magnetindex}.
 */
@NullMarked
package org.annals.waku;

import org.jspecify.annotations.NullMarked;
