package org.annals.waku.gossipsub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.annals.waku.gossipsub.Effects.Outgoing;
import org.annals.waku.host.peer.PeerId;

/** One state machine on virtual time, with short ways to say what peers do. */
final class GossipLab {
  static final String TOPIC = "/waku/2/rs/16/32";

  final Gossip gossip;
  long nanos;

  GossipLab(GossipParameters parameters) {
    this(parameters, message -> new Validator.Verdict.Accepted());
  }

  GossipLab(GossipParameters parameters, Validator validator) {
    gossip = new Gossip(parameters, validator, () -> nanos, new SplittableRandom(7));
  }

  static GossipLab subscribed() {
    GossipLab lab = new GossipLab(GossipParameters.waku());
    lab.gossip.subscribe(TOPIC);
    return lab;
  }

  static PeerId peer(int number) {
    return PeerId.ofEncodedKey(("peer-" + number).getBytes(StandardCharsets.US_ASCII));
  }

  static GossipMessage message(String text) {
    return GossipMessage.of(TOPIC, text.getBytes(StandardCharsets.UTF_8));
  }

  static Rpc.Builder rpc() {
    return new Rpc.Builder();
  }

  /** Peers that subscribe to the topic. */
  void join(int from, int to, boolean outbound) {
    for (int i = from; i < to; i++) {
      gossip.connected(peer(i), outbound);
      gossip.received(peer(i), rpc().change(TOPIC, true).build());
    }
  }

  Effects says(int peer, Rpc.Builder rpc) {
    return gossip.received(peer(peer), rpc.build());
  }

  /** Time passes, with the heartbeats that fall into it. */
  List<Outgoing> pass(Duration duration) {
    List<Outgoing> all = new ArrayList<>();
    for (long second = 0; second < duration.toSeconds(); second++) {
      nanos += Duration.ofSeconds(1).toNanos();
      all.addAll(gossip.heartbeat().outgoing());
    }
    return all;
  }

  static List<Outgoing> grafts(List<Outgoing> outgoing) {
    return outgoing.stream().filter(o -> !o.rpc().graft().isEmpty()).toList();
  }

  static List<Outgoing> prunes(List<Outgoing> outgoing) {
    return outgoing.stream().filter(o -> !o.rpc().prune().isEmpty()).toList();
  }
}
