package org.annals.waku.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.annals.keys.Digest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GossipNetworkTest {
  private static final int NODES = 20;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void publish_fullyConnected_reachesAllWithFewCopies(long seed) {
    SimulatedNetwork network = fullNetwork(GossipParameters.waku(), seed);
    List<Digest> ids = publish(network, 100, seed);
    long copies = network.messagesSent;
    assertThat(ids).allMatch(id -> network.reached(id) == NODES - 1);
    assertThat(network.delivered)
        .allMatch(got -> got.values().stream().allMatch(times -> times == 1));
    // Flooding to all would be 361 copies; the author's 19 and at most D_high - 1 per forwarder.
    assertThat(copies / ids.size()).isLessThanOrEqualTo(19 + 19 * 7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void publish_toMeshOnly_reachesAllWithFewerCopies(long seed) {
    SimulatedNetwork network = fullNetwork(GossipParameters.waku().withoutFloodPublish(), seed);
    List<Digest> ids = publish(network, 100, seed);
    assertThat(ids).allMatch(id -> network.reached(id) == NODES - 1);
    assertThat(network.messagesSent / ids.size()).isLessThanOrEqualTo(NODES * 7);
    for (Gossip node : network.nodes) {
      assertThat(node.mesh(GossipLab.TOPIC).size()).isBetween(4, 11);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void publish_fifthOfMessagesLost_gossipRepairs(long seed) {
    SimulatedNetwork network = fullNetwork(GossipParameters.waku().withoutFloodPublish(), seed);
    network.lose(20);
    List<Digest> ids = publish(network, 50, seed);
    assertThat(ids).allMatch(id -> network.reached(id) == NODES - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void publish_ringWithChurn_reachesAll(long seed) {
    SimulatedNetwork network = new SimulatedNetwork(NODES, GossipParameters.waku(), seed);
    network.subscribeAll();
    for (int i = 0; i < NODES; i++) {
      network.connect(i, (i + 1) % NODES);
      network.connect(i, (i + 3) % NODES);
    }
    network.run(Duration.ofSeconds(3));
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20; round++) {
      int a = random.nextInt(NODES);
      network.disconnect(a, (a + 3) % NODES);
      network.run(Duration.ofSeconds(2));
      List<Digest> ids = publish(network, 3, seed * 1000 + round);
      assertThat(ids).allMatch(id -> network.reached(id) == NODES - 1);
      network.connect(a, (a + 3) % NODES);
    }
  }

  private static SimulatedNetwork fullNetwork(GossipParameters parameters, long seed) {
    SimulatedNetwork network = new SimulatedNetwork(NODES, parameters, seed);
    network.subscribeAll();
    for (int a = 0; a < NODES; a++) {
      for (int b = a + 1; b < NODES; b++) {
        network.connect(a, b);
      }
    }
    network.run(Duration.ofSeconds(5));
    return network;
  }

  private static List<Digest> publish(SimulatedNetwork network, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Digest> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = "message " + i + " of " + seed;
      ids.add(network.publish(random.nextInt(NODES), text.getBytes(StandardCharsets.UTF_8)));
      network.run(Duration.ofMillis(random.nextInt(300)));
    }
    network.run(Duration.ofSeconds(10));
    return ids;
  }
}
