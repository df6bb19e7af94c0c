package org.annals.waku.host;

import static org.annals.waku.host.TestHost.get;
import static org.annals.waku.host.TestHost.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.annals.waku.host.peer.HostKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HostPairTest {
  private static final String ECHO = "/test/echo/1";
  private static final String TAKE = "/test/take/1";

  private TestHost a;
  private TestHost b;
  private final BlockingQueue<Stream> taken = new LinkedBlockingQueue<>();

  @BeforeEach
  void startHosts() {
    a = TestHost.start(1);
    b = TestHost.create(TestHost.secp256k1(2), TestHost.onLoopback());
    b.host.handle(ECHO, HostPairTest::echo);
    b.host.handle(TAKE, taken::add);
    b.listen();
  }

  @AfterEach
  void closeHosts() {
    a.close();
    b.close();
  }

  @Test
  void dial_listeningHost_connectsBothWithProvenIds() {
    Connection there = a.connect(b);
    Connection here = next(b.connected);
    assertThat(there.remotePeer()).isEqualTo(b.id());
    assertThat(here.remotePeer()).isEqualTo(a.id());
    assertThat(there.direction()).isEqualTo(Connection.Direction.OUTBOUND);
    assertThat(here.direction()).isEqualTo(Connection.Direction.INBOUND);
    assertThat(here.remoteAddress().getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void start_onAPortThatIsTaken_saysSoByItsType() {
    HostOptions sameAddress = HostOptions.listeningOn(a.host.listenAddresses().get(0));
    try (TestHost c = TestHost.create(TestHost.secp256k1(3), sameAddress)) {
      assertThatThrownBy(c.host::start).isInstanceOf(BindException.class);
      assertThat(c.host.listenAddresses()).isEmpty();
    }
  }

  @Test
  void dial_betweenSecp256k1AndEd25519_connects() {
    try (TestHost c = TestHost.create(HostKey.ed25519(new byte[32]), TestHost.onLoopback())) {
      c.listen();
      assertThat(a.connect(c).remotePeer().toString()).startsWith("12D3KooW");
      assertThat(get(c.host.dial(b.address())).remotePeer()).isEqualTo(b.id());
    }
  }

  @Test
  void connect_identify_tellsProtocolsAndAddresses() {
    a.connect(b);
    PeerInfo info = next(a.identified).info().orElseThrow();
    assertThat(info.protocols()).contains(ECHO, "/ipfs/id/1.0.0", "/ipfs/ping/1.0.0");
    assertThat(info.listenAddresses()).isEqualTo(b.host.listenAddresses());
    assertThat(info.agentVersion()).isEqualTo("annals");
    assertThat(next(b.identified).info()).isPresent();
  }

  @Test
  void handle_whileConnected_isPushed() {
    a.connect(b);
    next(a.identified);
    next(b.identified);
    b.host.handle("/test/late/1", stream -> stream.close());
    PeerInfo info = next(a.identified).info().orElseThrow();
    assertThat(info.protocols()).contains("/test/late/1", ECHO);
  }

  @Test
  void ping_connectedPeer_givesATime() {
    a.connect(b);
    assertThat(get(a.host.ping(b.id()))).isBetween(Duration.ZERO, Duration.ofSeconds(10));
    assertThat(get(b.host.ping(a.id()))).isBetween(Duration.ZERO, Duration.ofSeconds(10));
  }

  @Test
  void echo_severalStreamsOfAMegabyteBothWays_areIdentical() {
    a.connect(b);
    next(a.identified);
    Random random = new Random(7);
    List<byte[]> sent = new ArrayList<>();
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      byte[] bytes = new byte[(1 << 20) + i];
      random.nextBytes(bytes);
      sent.add(bytes);
      senders.add(Sender.on(a.open(b.id(), ECHO), bytes));
    }
    for (int i = 0; i < senders.size(); i++) {
      assertThat(get(senders.get(i).inbound.all)).isEqualTo(sent.get(i));
    }
  }

  @Test
  void pausedReader_stopsSenderAtTheWindow_andResumesWithoutLoss() {
    a.connect(b);
    next(a.identified);
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    Stream out = a.open(b.id(), TAKE);
    out.write(bytes.clone(), Stream.Importance.DROPPABLE);
    out.closeWrite();
    Stream in = next(taken);
    long behindTheWindow = bytes.length - (256L << 10) + 20 + 2 + TAKE.length();
    // Pings show that a blocked stream does not block others, and let time pass.
    for (int i = 0; i < 100 && out.queuedBytes() > behindTheWindow; i++) {
      get(a.host.ping(b.id()));
    }
    get(a.host.ping(b.id()));
    assertThat(out.queuedBytes()).isEqualTo(behindTheWindow);
    Collector collector = Collector.on(in);
    assertThat(get(collector.all)).isEqualTo(bytes);
    assertThat(out.queuedBytes()).isZero();
  }

  @Test
  void halfClose_otherDirection_staysOpen() {
    a.connect(b);
    Stream out = a.open(b.id(), TAKE);
    Collector answers = Collector.on(out);
    out.write(bytes("question"), Stream.Importance.CONTROL);
    out.closeWrite();
    assertThat(out.write(bytes("more"), Stream.Importance.CONTROL))
        .isEqualTo(Stream.WriteOutcome.CLOSED);
    Stream in = next(taken);
    assertThat(get(Collector.on(in).all)).isEqualTo(bytes("question"));
    in.write(bytes("answer"), Stream.Importance.CONTROL);
    in.closeWrite();
    assertThat(get(answers.all)).isEqualTo(bytes("answer"));
  }

  @Test
  void reset_bothWays_abortsTheOtherSideOnly() {
    a.connect(b);
    Stream out = a.open(b.id(), TAKE);
    Stream in = next(taken);
    Collector collector = Collector.on(in);
    Collector own = Collector.on(out);
    out.reset();
    assertThat(get(collector.death)).contains("reset");
    assertThat(own.death.isDone()).isFalse();
    assertThat(out.write(bytes("x"), Stream.Importance.CONTROL))
        .isEqualTo(Stream.WriteOutcome.CLOSED);
    get(a.host.ping(b.id()));
  }

  @Test
  void newStream_unknownProtocol_isRefused() {
    a.connect(b);
    assertThat(TestHost.failure(a.host.newStream(b.id(), "/test/nothing")))
        .isEqualTo(HostException.Reason.UNSUPPORTED);
    get(a.host.ping(b.id()));
  }

  @Test
  void newStream_lazilyOpenedAndUnmounted_isAborted() {
    a.connect(b);
    next(a.identified);
    b.onLoop(() -> ((Libp2pHost) b.host).protocols().remove(ECHO));
    Stream stream = a.open(b.id(), ECHO);
    assertThat(get(Collector.on(stream).death)).contains("does not speak");
  }

  @Test
  void thousandStreams_openedAndClosed_leaveNothingBehind() {
    a.connect(b);
    next(a.identified);
    for (int i = 0; i < 1000; i++) {
      Stream stream = a.open(b.id(), ECHO);
      Collector collector = Collector.on(stream);
      stream.write(bytes("n" + i), Stream.Importance.CONTROL);
      stream.closeWrite();
      assertThat(get(collector.all)).isEqualTo(bytes("n" + i));
    }
    get(a.host.ping(b.id()));
    PeerConnection connection = (PeerConnection) a.host.connection(b.id()).orElseThrow();
    BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
    a.onLoop(() -> counts.add(connection.streams()));
    // The ping's own stream may still be closing.
    assertThat(next(counts)).isLessThanOrEqualTo(1);
  }

  @Test
  void writeQueue_peerDoesNotRead_dropsDroppableThenClosesOnControl() {
    a.connect(b);
    next(a.identified);
    Stream out = a.open(b.id(), TAKE);
    Collector death = Collector.on(out);
    next(taken);
    assertThat(out.write(new byte[4 << 20], Stream.Importance.DROPPABLE))
        .isEqualTo(Stream.WriteOutcome.QUEUED);
    get(a.host.ping(b.id()));
    assertThat(out.write(new byte[300 << 10], Stream.Importance.DROPPABLE))
        .isEqualTo(Stream.WriteOutcome.FULL);
    assertThat(out.write(new byte[300 << 10], Stream.Importance.CONTROL))
        .isEqualTo(Stream.WriteOutcome.QUEUED);
    assertThat(out.write(new byte[5 << 20], Stream.Importance.CONTROL))
        .isEqualTo(Stream.WriteOutcome.CLOSED);
    assertThat(get(death.death)).contains("does not read");
    assertThat(next(a.disconnected)).contains("does not read");
  }

  @Test
  void close_oneHost_disconnectsTheOther_andFailsItsFutures() {
    a.connect(b);
    Stream in;
    Stream out = a.open(b.id(), TAKE);
    in = next(taken);
    Collector collector = Collector.on(in);
    a.close();
    assertThat(get(collector.death)).isNotEmpty();
    next(b.disconnected);
    assertThat(out.isWritable()).isFalse();
    assertThat(TestHost.failure(a.host.dial(b.address()))).isEqualTo(HostException.Reason.CLOSED);
    assertThat(TestHost.failure(a.host.newStream(b.id(), ECHO)))
        .isEqualTo(HostException.Reason.NOT_CONNECTED);
  }

  @Test
  void wireBytes_afterTraffic_agreeOnBothSides() {
    a.connect(b);
    next(a.identified);
    byte[] bytes = new byte[500_000];
    assertThat(get(Sender.on(a.open(b.id(), ECHO), bytes).inbound.all)).hasSize(bytes.length);
    assertThat(a.host.wireBytes().sent()).isGreaterThan(bytes.length);
    assertThat(a.host.wireBytes().received())
        .isGreaterThan(bytes.length)
        .isLessThan(bytes.length + 100_000);
    assertThat(b.host.wireBytes().received())
        .isBetween((long) bytes.length, a.host.wireBytes().sent());
  }

  private static void echo(Stream stream) {
    stream.listen(
        new StreamListener() {
          @Override
          public void data(ByteBuffer more) {
            byte[] copy = new byte[more.remaining()];
            more.get(copy);
            stream.write(copy, Stream.Importance.CONTROL);
          }

          @Override
          public void ended() {
            stream.closeWrite();
          }

          @Override
          public void aborted(String reason) {}
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void handlerThatThrows_endsThatConnectionOnly() {
    try (TestHost c = TestHost.start(3)) {
      b.host.handle(
          "/test/broken",
          stream -> {
            throw new IllegalStateException("a mistake, on purpose");
          });
      a.connect(b);
      c.connect(b);
      CompletableFuture<Stream> broken = c.host.newStream(b.id(), "/test/broken");
      next(c.disconnected);
      assertThat(broken).isDone();
      get(a.host.ping(b.id()));
    }
  }
}
