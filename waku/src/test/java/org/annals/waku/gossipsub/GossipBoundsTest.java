package org.annals.waku.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.keys.Digest;
import org.annals.waku.host.peer.PeerId;

/** Whatever peers say in whatever order, the state keeps its bounds and the mesh its meaning. */
class GossipBoundsTest {
  private static final List<String> OWN = List.of("/a", "/b", "/c");
  private static final GossipLimits SMALL =
      new GossipLimits(2000, 5, 60, 4000, 30, 3, 20, 3, 25, 2, 2, 3000);

  @Property(tries = 150)
  void anyEvents_keepBounds(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GossipLab lab = new GossipLab(GossipParameters.waku().withLimits(SMALL));
    for (int step = 0; step < 400; step++) {
      Effects effects = event(lab, random);
      for (Effects.Delivery delivery : effects.deliveries()) {
        assertThat(lab.gossip.topics()).contains(delivery.message().topic());
        assertThat(delivery.message().data().length).isLessThanOrEqualTo(SMALL.messageBytes());
      }
      for (Effects.Outgoing outgoing : effects.outgoing()) {
        assertThat(lab.gossip.state().peers).containsKey(outgoing.to());
        assertThat(outgoing.rpc().isEmpty()).isFalse();
      }
      checkState(lab.gossip);
    }
  }

  private static void checkState(Gossip gossip) {
    GossipState state = gossip.state();
    state.meshes.forEach(
        (topic, mesh) -> {
          assertThat(state.peers.keySet()).containsAll(mesh);
          assertThat(mesh)
              .allMatch(id -> Objects.requireNonNull(state.peers.get(id)).subscribes(topic));
        });
    assertThat(state.seen.size()).isLessThanOrEqualTo(SMALL.seenIds());
    assertThat(state.cache.bytes()).isBetween(0L, SMALL.cachedBytes());
    assertThat(state.backoffs.size()).isLessThanOrEqualTo(SMALL.backoffs());
    assertThat(state.promises.size()).isLessThanOrEqualTo(SMALL.promises());
    state
        .peers
        .values()
        .forEach(
            peer ->
                assertThat(peer.topicCount())
                    .isLessThanOrEqualTo(SMALL.foreignTopics() + OWN.size()));
    assertThat(state.fanouts.keySet()).noneMatch(state.meshes::containsKey);
  }

  private static Effects event(GossipLab lab, SplittableRandom random) {
    PeerId peer = GossipLab.peer(random.nextInt(20));
    String own = OWN.get(random.nextInt(OWN.size()));
    switch (random.nextInt(12)) {
      case 0, 1 -> {
        return lab.gossip.connected(peer, random.nextBoolean());
      }
      case 2 -> {
        lab.gossip.disconnected(peer);
        return Effects.NONE;
      }
      case 3 -> {
        lab.gossip.muted(peer);
        return Effects.NONE;
      }
      case 4 -> {
        return random.nextInt(4) == 0 ? lab.gossip.unsubscribe(own) : lab.gossip.subscribe(own);
      }
      case 5, 6 -> {
        lab.nanos += Duration.ofMillis(random.nextInt(1, 20_000)).toNanos();
        return lab.gossip.heartbeat();
      }
      case 7 -> {
        return lab.gossip.publish(own, data(random)) instanceof Gossip.Published published
            ? published.effects()
            : Effects.NONE;
      }
      default -> {
        return lab.gossip.received(peer, rpc(random));
      }
    }
  }

  private static byte[] data(SplittableRandom random) {
    byte[] data = new byte[random.nextInt(1, 2500)];
    data[0] = (byte) random.nextInt();
    return data;
  }

  private static Rpc rpc(SplittableRandom random) {
    Rpc.Builder rpc = new Rpc.Builder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      String topic =
          random.nextInt(3) == 0 ? "/x" + random.nextInt(100) : OWN.get(random.nextInt(3));
      switch (random.nextInt(7)) {
        case 0 -> rpc.change(topic, random.nextInt(3) > 0);
        case 1, 2 -> rpc.message(GossipMessage.of(topic, data(random)));
        case 3 -> rpc.have(topic, ids(random));
        case 4 -> ids(random).forEach(rpc::want);
        case 5 -> rpc.graft(topic);
        default -> rpc.prune(topic, random.nextBoolean() ? random.nextLong() : random.nextInt(90));
      }
    }
    return rpc.build();
  }

  private static List<Digest> ids(SplittableRandom random) {
    List<Digest> ids = new ArrayList<>();
    for (int i = random.nextInt(40); i >= 0; i--) {
      String text = "id " + random.nextInt(200);
      ids.add(Digest.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }
    return ids;
  }
}
