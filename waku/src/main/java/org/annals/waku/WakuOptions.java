package org.annals.waku;

import java.util.List;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.relay.RelayOptions;
import org.annals.waku.relay.Shard;

/**
 * How a Waku node takes part.
 *
 * @param shard whose pubsub topic carries the announcements
 * @param peers to stay connected to; {@code /p2p/ID} at the end makes the identity a condition
 */
public record WakuOptions(
    Shard shard, List<Multiaddr> peers, RelayOptions relay, RedialTimes redial) {
  /** Copies the list. */
  public WakuOptions {
    peers = List.copyOf(peers);
  }

  /** The default shard, standard relay. */
  public static WakuOptions withPeers(Multiaddr... peers) {
    return new WakuOptions(
        Shard.DEFAULT, List.of(peers), RelayOptions.standard(), RedialTimes.standard());
  }

  /** The same on another shard. */
  public WakuOptions on(Shard other) {
    return new WakuOptions(other, peers, relay, redial);
  }

  /** The same with another way of relaying. */
  public WakuOptions with(RelayOptions other) {
    return new WakuOptions(shard, peers, other, redial);
  }

  /** The same with other pauses between dials. */
  public WakuOptions with(RedialTimes other) {
    return new WakuOptions(shard, peers, relay, other);
  }
}
