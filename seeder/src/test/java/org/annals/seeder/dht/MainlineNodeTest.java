package org.annals.seeder.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real nodes of the DHT on 127.0.0.x: who announces is found by who knows one node and the key. */
final class MainlineNodeTest {
  private static final InfoHash KEY = InfoHash.parse("0123456789abcdef0123456789abcdef01234567");
  private static final InfoHash OTHER = InfoHash.parse("76543210fedcba9876543210fedcba9876543210");
  private static final MainlineSettings.Pace BRISK =
      new MainlineSettings.Pace(
          Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(2));
  private static final long PATIENCE_SECONDS = 60;

  private final List<MainlineNode> nodes = new ArrayList<>();

  @BeforeAll
  static void loopback() throws Exception {
    LoopbackForMldht.allow();
  }

  @AfterEach
  void close() {
    nodes.forEach(MainlineNode::close);
  }

  private InetSocketAddress node(int last, InetSocketAddress... bootstrap) throws IOException {
    InetAddress address = LoopbackForMldht.address(last);
    int port = freePort(address);
    nodes.add(
        MainlineNode.open(
            new MainlineSettings(address, port, List.of(bootstrap), BRISK),
            System::nanoTime,
            task -> {
              Thread thread = new Thread(task, "dht-" + last);
              thread.setDaemon(true);
              return thread;
            }));
    return new InetSocketAddress(address, port);
  }

  private static int freePort(InetAddress address) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, address)) {
      return socket.getLocalPort();
    }
  }

  private static PeerAddress peer(InetSocketAddress at) {
    return new PeerAddress(at.getAddress(), at.getPort());
  }

  private static void await(BlockingQueue<PeerAddress> found, PeerAddress wanted)
      throws InterruptedException {
    PeerAddress next;
    do {
      next = found.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("somebody is found").isNotNull();
    } while (!next.equals(wanted));
  }

  @Test
  void announce_newcomerThatKnowsOneNodeOnly_findsTheHolder() throws Exception {
    InetSocketAddress bootstrap = node(1);
    InetSocketAddress holder = node(2, bootstrap);
    nodes.get(1).announce(Map.of(KEY, peer -> {}));
    node(3, bootstrap);
    BlockingQueue<PeerAddress> found = new LinkedBlockingQueue<>();
    nodes.get(2).announce(Map.of(KEY, found::add));
    await(found, peer(holder));
  }

  @Test
  void announce_withoutAKeyThatWasAnnounced_itIsAnnouncedNoMore() throws Exception {
    InetSocketAddress bootstrap = node(1);
    InetSocketAddress holder = node(2, bootstrap);
    nodes.get(1).announce(Map.of(KEY, peer -> {}, OTHER, peer -> {}));
    nodes.get(1).announce(Map.of(KEY, peer -> {}));
    node(3, bootstrap);
    BlockingQueue<PeerAddress> found = new LinkedBlockingQueue<>();
    Set<PeerAddress> underOther = ConcurrentHashMap.newKeySet();
    nodes.get(2).announce(Map.of(KEY, found::add, OTHER, underOther::add));
    await(found, peer(holder));
    found.clear();
    await(found, peer(holder));
    assertThat(underOther).doesNotContain(peer(holder));
  }

  @Test
  void close_amidLookups_isDoneWithinASecond() throws Exception {
    InetSocketAddress bootstrap = node(1);
    InetSocketAddress holder = node(2, bootstrap);
    nodes.get(1).announce(Map.of(KEY, peer -> {}));
    node(3, bootstrap);
    BlockingQueue<PeerAddress> found = new LinkedBlockingQueue<>();
    nodes.get(2).announce(Map.of(KEY, found::add));
    await(found, peer(holder));
    Map<InfoHash, Consumer<PeerAddress>> many = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      many.put(InfoHash.parse("%040x".formatted(i)), peer -> {});
    }
    nodes.forEach(node -> node.announce(many));
    // Long enough that some lookups run while the others queue.
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    for (MainlineNode node : nodes) {
      long begun = System.nanoTime();
      node.close();
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }
  }
}
