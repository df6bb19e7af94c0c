package org.annals.waku.host;

import static org.annals.waku.host.TestHost.get;
import static org.annals.waku.host.TestHost.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.annals.waku.host.peer.Multiaddr;
import org.junit.jupiter.api.Test;

final class HostLimitsTest {
  private static final HostTimes QUICK =
      new HostTimes(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  @Test
  void inbound_moreThanPerAddress_areClosedAtOnce_andRoomComesBack() {
    HostOptions options = TestHost.onLoopback().with(HostLimits.defaults().withConnections(64, 3));
    try (TestHost host = TestHost.start(1, options)) {
      List<RawPeer> silent = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        silent.add(new RawPeer(host.port()).upToNoise());
      }
      try (RawPeer one = new RawPeer(host.port())) {
        assertThat(one.awaitClose()).isEmpty();
      }
      silent.forEach(RawPeer::close);
      try (TestHost friend = TestHost.start(2)) {
        // The host learns of the closed sockets in its own time.
        CompletableFuture<Connection> dialed = friend.host.dial(host.address());
        for (int i = 0; i < 50 && isFailed(dialed); i++) {
          dialed = friend.host.dial(host.address());
        }
        get(dialed);
      }
    }
  }

  @Test
  void inbound_moreThanAllTogether_areClosed_butDialsHaveAReserve() {
    HostOptions options = TestHost.onLoopback().with(HostLimits.defaults().withConnections(2, 8));
    try (TestHost host = TestHost.start(1, options);
        TestHost friend = TestHost.start(2)) {
      try (RawPeer one = new RawPeer(host.port()).upToNoise();
          RawPeer two = new RawPeer(host.port()).upToNoise();
          RawPeer three = new RawPeer(host.port())) {
        assertThat(three.awaitClose()).isEmpty();
        get(host.host.dial(friend.address()));
        one.endOutput();
        two.endOutput();
      }
    }
  }

  @Test
  void dial_connectedPeer_givesTheSameConnection() {
    try (TestHost host = TestHost.start(1);
        TestHost friend = TestHost.start(2)) {
      CompletableFuture<Connection> one = host.host.dial(friend.address());
      CompletableFuture<Connection> two = host.host.dial(friend.address());
      assertThat(get(one)).isSameAs(get(two));
      assertThat(host.connect(friend)).isSameAs(get(one));
      next(friend.connected);
      assertThat(friend.host.connections()).hasSize(1);
    }
  }

  @Test
  void samePeer_moreThanTwoConnections_theOldestGoes() {
    try (TestHost host = TestHost.start(1)) {
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        peers.add(
            new RawPeer(host.port()).upToYamux(TestHost.secp256k1(7), List.of("/yamux/1.0.0")));
        next(host.connected);
      }
      assertThat(next(host.disconnected)).contains("newer");
      peers.get(0).awaitClose();
      assertThat(host.host.connections()).hasSize(2);
      peers.forEach(RawPeer::close);
    }
  }

  @Test
  void bothDialEachOther_atOnce_bothEndUpConnected() {
    try (TestHost a = TestHost.start(1);
        TestHost b = TestHost.start(2)) {
      CompletableFuture<Connection> there = a.host.dial(b.address());
      CompletableFuture<Connection> back = b.host.dial(a.address());
      get(there);
      get(back);
      get(a.host.ping(b.id()));
      get(b.host.ping(a.id()));
    }
  }

  @Test
  void dial_self_isRefused() {
    try (TestHost host = TestHost.start(1)) {
      assertThat(TestHost.failure(host.host.dial(host.host.listenAddresses().get(0))))
          .isEqualTo(HostException.Reason.IDENTITY);
    }
  }

  @Test
  void dial_whatIsNoTcpAddress_isRefused() {
    try (TestHost host = TestHost.start(1)) {
      for (String address :
          List.of("/ip4/127.0.0.1/udp/1", "/ip4/127.0.0.1/tcp/1/ws", "/ip4/127.0.0.1/tcp/0")) {
        assertThat(TestHost.failure(host.host.dial(Multiaddr.of(address))))
            .isEqualTo(HostException.Reason.ADDRESS);
      }
    }
  }

  @Test
  void dial_nobodyThere_isUnreachable_andTheNameIsLookedUp() {
    try (TestHost host = TestHost.start(1)) {
      int port;
      try (TestHost friend = TestHost.start(2)) {
        port = friend.port();
        get(host.host.dial(Multiaddr.of("/dns4/localhost/tcp/" + port)));
      }
      assertThat(TestHost.failure(host.host.dial(Multiaddr.of("/ip4/127.0.0.1/tcp/" + port))))
          .isEqualTo(HostException.Reason.UNREACHABLE);
      assertThat(TestHost.failure(host.host.dial(Multiaddr.of("/dns4/nobody.invalid/tcp/1"))))
          .isEqualTo(HostException.Reason.UNREACHABLE);
    }
  }

  @Test
  void dial_silentListener_timesOut() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TestHost host = TestHost.start(1, TestHost.onLoopback().with(QUICK))) {
      Multiaddr address = Multiaddr.of("/ip4/127.0.0.1/tcp/" + silent.getLocalPort());
      assertThat(TestHost.failure(host.host.dial(address))).isEqualTo(HostException.Reason.TIMEOUT);
    }
  }

  @Test
  void silentPeer_withoutAnswersToPings_isClosed() {
    try (TestHost host = TestHost.start(1, TestHost.onLoopback().with(QUICK));
        RawPeer raw =
            new RawPeer(host.port()).upToYamux(TestHost.secp256k1(7), List.of("/yamux/1.0.0"))) {
      assertThat(next(host.disconnected)).contains("sign of life");
      raw.awaitClose();
    }
  }

  @Test
  void livelyPeer_staysConnected_overManyPings() {
    try (TestHost host = TestHost.start(1, TestHost.onLoopback().with(QUICK));
        TestHost friend = TestHost.start(2, TestHost.onLoopback().with(QUICK))) {
      host.connect(friend);
      next(host.identified);
      long before = host.host.wireBytes().sent();
      for (int i = 0; i < 20 && host.host.wireBytes().sent() < before + 2000; i++) {
        CompletableFuture<Boolean> later = new CompletableFuture<>();
        host.host.loop().schedule(Duration.ofMillis(150), () -> later.complete(true));
        get(later);
      }
      assertThat(host.disconnected).isEmpty();
      assertThat(host.host.connections()).hasSize(1);
    }
  }

  @Test
  void start_portInUse_failsAndBindsNothing() {
    try (TestHost host = TestHost.start(1);
        TestHost other =
            TestHost.create(
                TestHost.secp256k1(2),
                HostOptions.listeningOn(
                    Multiaddr.of("/ip4/127.0.0.1/tcp/0"),
                    Multiaddr.of("/ip4/127.0.0.1/tcp/" + host.port())))) {
      assertThatThrownBy(other.host::start).isInstanceOf(IOException.class);
      assertThat(other.host.listenAddresses()).isEmpty();
      get(other.host.dial(host.address()));
    }
  }

  @Test
  void start_bothWildcards_listenOnOnePort_andTellConcreteAddresses() {
    try (TestHost host =
            TestHost.start(
                1,
                HostOptions.listeningOn(
                    Multiaddr.of("/ip4/0.0.0.0/tcp/0"), Multiaddr.of("/ip6/::/tcp/0")));
        TestHost friend = TestHost.start(2)) {
      assertThat(host.host.listenAddresses())
          .isNotEmpty()
          .noneMatch(address -> address.toString().contains("0.0.0.0"))
          .contains(Multiaddr.of("/ip4/127.0.0.1/tcp/" + host.port()));
      get(friend.host.dial(Multiaddr.of("/ip4/127.0.0.1/tcp/" + host.port())));
      assertThat(next(host.connected).remoteAddress().getAddress().getAddress()).hasSize(4);
    }
  }

  @Test
  void close_twice_andFromTheLoop_ends() {
    try (TestHost host = TestHost.start(1)) {
      host.host.loop().run(host.host::close);
      host.host.loop().run(host.host::close);
      assertThat(host.host.connections()).isEmpty();
    }
  }

  private static boolean isFailed(CompletableFuture<Connection> dialed) {
    return dialed.handle((connection, failure) -> failure != null).join();
  }
}
