package org.annals.waku.host;

import static org.annals.waku.host.RawPeer.concat;
import static org.annals.waku.host.RawPeer.frame;
import static org.annals.waku.host.RawPeer.line;
import static org.annals.waku.host.TestHost.get;
import static org.annals.waku.host.TestHost.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.annals.waku.host.codec.LengthPrefix;
import org.annals.waku.host.codec.ProtoWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever one connection sends, another one beside it goes on. */
final class HostileInputTest {
  private static final List<String> YAMUX = List.of("/yamux/1.0.0");
  private static final int DATA = 0;
  private static final int WINDOW = 1;
  private static final int PING = 2;
  private static final int SYN = 1;

  private TestHost victim;
  private TestHost friend;

  @BeforeEach
  void startHosts() {
    HostTimes times =
        new HostTimes(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(2));
    victim = TestHost.start(1, TestHost.onLoopback().with(times));
    friend = TestHost.start(2);
    friend.connect(victim);
    next(victim.connected);
    next(victim.identified);
    next(friend.identified);
  }

  @AfterEach
  void friendIsStillThere() {
    assertThat(friend.disconnected).isEmpty();
    get(friend.host.ping(victim.id()));
    get(victim.host.ping(friend.id()));
    assertThat(victim.host.connections().size()).isEqualTo(1);
    friend.close();
    victim.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void garbage_insteadOfMultistream_closes(int seed) {
    try (RawPeer raw = new RawPeer(victim.port())) {
      raw.send(randomBytes(seed, 3000));
      raw.endOutput();
      raw.awaitClose();
    }
  }

  @Test
  void silence_endsWithTheUpgradeDeadline() {
    try (RawPeer raw = new RawPeer(victim.port())) {
      assertThat(raw.awaitClose()).isEmpty();
    }
  }

  @Test
  void slowNegotiation_byteByByte_doesNotOutliveTheDeadline() {
    try (RawPeer raw = new RawPeer(victim.port())) {
      raw.send(line("/multistream/1.0.0"));
      raw.send(new byte[] {7, '/', 'n'});
      raw.awaitClose();
    }
  }

  @Test
  void proposals_moreThanSixteen_close() {
    try (RawPeer raw = new RawPeer(victim.port())) {
      raw.send(line("/multistream/1.0.0"));
      for (int i = 0; i < 16; i++) {
        raw.send(line("/nothing/" + i));
      }
      assertThat(new String(raw.awaitClose(), StandardCharsets.UTF_8)).contains("na\n");
    }
  }

  @Test
  void multistreamMessage_longerThanAllowed_closesBeforeItCame() {
    try (RawPeer raw = new RawPeer(victim.port())) {
      raw.send(concat(line("/multistream/1.0.0"), new byte[] {(byte) 0x81, 8}));
      raw.awaitClose();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 96, 4000, 4193, 65535})
  void handshake_randomFirstMessage_closes(int length) {
    try (RawPeer raw = new RawPeer(victim.port()).upToNoise()) {
      raw.sendMessage(randomBytes(length, length));
      raw.sendMessage(randomBytes(length + 1, 100));
      raw.awaitClose();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 20, 21, 27, 28, 29, 40, 61})
  void upgrade_endsAfterAnyByte_closes(int length) {
    byte[] honest =
        concat(line("/multistream/1.0.0"), line("/noise"), new byte[] {0, 32}, new byte[32]);
    try (RawPeer raw = new RawPeer(victim.port())) {
      raw.send(Arrays.copyOf(honest, length));
      raw.endOutput();
      raw.awaitClose();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void upgrade_anyByteChanged_closes(int seed) {
    byte[] bytes =
        concat(line("/multistream/1.0.0"), line("/noise"), new byte[] {0, 32}, new byte[32]);
    bytes[new Random(seed).nextInt(bytes.length - 32)] ^= (byte) (1 << seed);
    try (RawPeer raw = new RawPeer(victim.port())) {
      raw.send(bytes);
      raw.awaitClose();
    }
  }

  @Test
  void handshake_lowOrderPoint_closes() {
    try (RawPeer raw = new RawPeer(victim.port()).upToNoise()) {
      raw.sendMessage(new byte[32]);
      assertThat(raw.awaitClose()).isEmpty();
    }
  }

  @Test
  void handshake_ownIdentity_closes() {
    try (RawPeer raw = new RawPeer(victim.port())) {
      raw.upToYamux(TestHost.secp256k1(1), YAMUX);
      raw.awaitClose();
    }
    assertThat(victim.connected).isEmpty();
  }

  @Test
  void handshake_noCommonMuxer_closes() {
    try (RawPeer raw = new RawPeer(victim.port()).upToNoise()) {
      Throwable failure = null;
      try (RawPeer other = new RawPeer(victim.port())) {
        other.upToYamux(TestHost.secp256k1(5), List.of("/mplex/6.7.0"));
        other.awaitClose();
      } catch (AssertionError e) {
        failure = e;
      }
      assertThat(failure).isNotNull();
      raw.endOutput();
      raw.awaitClose();
    }
  }

  @Test
  void muxer_withoutEarlyList_isNegotiatedInside() {
    try (RawPeer raw = new RawPeer(victim.port())) {
      raw.upToYamux(TestHost.secp256k1(5), List.of());
      // Proposal and first frame in one message: what follows the proposal is yamux's.
      raw.sendPlain(
          concat(
              line("/multistream/1.0.0"), line("/yamux/1.0.0"), frame(PING, SYN, 0, 0x01020304)));
      next(victim.connected);
      byte[] all = raw.readPlain();
      while (!contains(all, frame(PING, 2, 0, 0x01020304))) {
        all = concat(all, raw.readPlain());
      }
    }
    next(victim.disconnected);
  }

  @Test
  void transport_forgedMessage_closes() {
    try (RawPeer raw = yamux()) {
      raw.sendMessage(randomBytes(3, 200));
      raw.awaitClose();
    }
    next(victim.disconnected);
  }

  @Test
  void transport_messageShorterThanTag_closes() {
    try (RawPeer raw = yamux()) {
      raw.sendMessage(new byte[15]);
      raw.awaitClose();
    }
    next(victim.disconnected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void yamux_garbage_closes(int seed) {
    try (RawPeer raw = yamux()) {
      byte[] garbage = randomBytes(seed, 5000);
      garbage[0] = (byte) (1 + seed);
      raw.sendPlain(garbage);
      raw.awaitClose();
    }
    next(victim.disconnected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void yamux_mutatedFrames_neverDisturbOthers(int seed) {
    Random random = new Random(seed);
    try (RawPeer raw = yamux()) {
      for (int i = 0; i < 300; i++) {
        byte[] payload = randomBytes(i, random.nextInt(200));
        byte[] bytes =
            concat(
                frame(
                    random.nextInt(4) == 0 ? DATA : WINDOW,
                    random.nextInt(16),
                    random.nextInt(20),
                    random.nextInt(300)),
                payload);
        raw.sendPlain(bytes);
      }
    }
    next(victim.disconnected);
  }

  @Test
  void yamux_windowExceeded_closesBeforeBuffering() {
    try (RawPeer raw = yamux()) {
      raw.sendFrame(DATA, SYN, 1, (256 << 10) + 1, new byte[10]);
      raw.awaitClose();
    }
    assertThat(next(victim.disconnected)).contains("window");
  }

  @Test
  void yamux_streamOpenedTwice_closes() {
    try (RawPeer raw = yamux()) {
      raw.sendFrame(WINDOW, SYN, 1, 0, new byte[0]);
      raw.sendFrame(WINDOW, SYN, 1, 0, new byte[0]);
      raw.awaitClose();
    }
    next(victim.disconnected);
  }

  @Test
  void yamux_dataForUnknownStream_isPassedOver() {
    try (RawPeer raw = yamux()) {
      raw.sendFrame(DATA, 0, 99, 5, new byte[5]);
      raw.sendFrame(PING, SYN, 0, 77, new byte[0]);
      awaitFrame(raw, frame(PING, 2, 0, 77));
    }
    next(victim.disconnected);
  }

  @Test
  void yamux_tooManyStreams_areReset() {
    try (RawPeer raw = yamux()) {
      for (int i = 0; i < 257; i++) {
        raw.sendFrame(WINDOW, SYN, 1 + 2 * i, 0, new byte[0]);
      }
      awaitFrame(raw, frame(WINDOW, 8, 1 + 2 * 256, 0));
    }
    next(victim.disconnected);
  }

  @Test
  void slowReaders_beyondTheReceiveBuffer_loseTheirStreamOnly() {
    victim.host.handle("/test/lazy", Stream::pause);
    try (RawPeer raw = yamux()) {
      byte[] opening = concat(line("/multistream/1.0.0"), line("/test/lazy"));
      int room = (256 << 10) - opening.length;
      int streams = (4 << 20) / room + 2;
      for (int i = 0; i < streams; i++) {
        int id = 1 + 2 * i;
        raw.sendFrame(DATA, SYN, id, opening.length, opening);
        raw.sendPlain(frame(DATA, 0, id, room));
        for (int sent = 0; sent < room; sent += 60_000) {
          raw.sendPlain(new byte[Math.min(60_000, room - sent)]);
        }
      }
      raw.sendFrame(PING, SYN, 0, 78, new byte[0]);
      awaitFrame(raw, frame(PING, 2, 0, 78));
      PeerConnection connection = (PeerConnection) next(victim.connected);
      List<Long> buffered = new ArrayList<>();
      victim.onLoop(() -> buffered.add(connection.buffered()));
      assertThat(buffered.get(0)).isBetween(3L << 20, 4L << 20);
    }
    next(victim.disconnected);
  }

  @Test
  void pingFlood_withoutReading_isNotAnsweredForEver() {
    try (RawPeer raw = yamux()) {
      byte[] pings = new byte[12 * 5000];
      for (int i = 0; i < 5000; i++) {
        System.arraycopy(frame(PING, SYN, 0, i), 0, pings, 12 * i, 12);
      }
      for (int i = 0; i < 50; i++) {
        raw.sendPlain(pings);
      }
      get(friend.host.ping(victim.id()));
    }
    next(victim.disconnected);
  }

  @Test
  void peerThatNeverReads_isClosedAfterTheWriteDeadline() {
    victim.host.handle(
        "/test/flood",
        stream -> {
          stream.write(new byte[4 << 20], Stream.Importance.CONTROL);
        });
    try (RawPeer raw = yamux()) {
      byte[] opening = concat(line("/multistream/1.0.0"), line("/test/flood"));
      for (int i = 0; i < 30; i++) {
        raw.sendFrame(DATA, SYN, 1 + 2 * i, opening.length, opening);
        raw.sendFrame(WINDOW, 0, 1 + 2 * i, 16 << 20, new byte[0]);
      }
      assertThat(next(victim.disconnected)).contains("does not read");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void streamNegotiation_garbage_resetsTheStreamOnly(int seed) {
    try (RawPeer raw = yamux()) {
      byte[] garbage = randomBytes(seed, 500);
      garbage[0] = (byte) (seed % 2 == 0 ? 3 : 0xff);
      raw.sendFrame(DATA, SYN, 1, garbage.length, garbage);
      awaitFrame(raw, frame(WINDOW, 8, 1, 0));
    }
    next(victim.disconnected);
  }

  @Test
  void streamNegotiation_silence_isResetAfterTheDeadline() {
    try (RawPeer raw = yamux()) {
      raw.sendFrame(WINDOW, SYN, 1, 0, new byte[0]);
      awaitFrame(raw, frame(WINDOW, 8, 1, 0));
    }
    next(victim.disconnected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void identifyPush_garbage_closes(int seed) {
    byte[] message = randomBytes(seed, 300);
    message[0] = (byte) 0xff;
    message[1] = (byte) 0xff;
    pushed(LengthPrefix.frame(message), true);
  }

  @Test
  void identifyPush_aboutAnother_closes() {
    byte[] other = TestHost.secp256k1(9).publicKey().toBytes();
    pushed(LengthPrefix.frame(new ProtoWriter().bytes(1, other).toBytes()), true);
  }

  @Test
  void identifyPush_tooManyProtocols_closes() {
    ProtoWriter writer = new ProtoWriter();
    for (int i = 0; i < 201; i++) {
      writer.string(3, "/p/" + i);
    }
    pushed(LengthPrefix.frame(writer.toBytes()), true);
  }

  @Test
  void identifyPush_claimedLengthBeyondTheLimit_resetsTheStream() {
    try (RawPeer raw = yamux()) {
      byte[] bytes =
          concat(
              line("/multistream/1.0.0"),
              line("/ipfs/id/push/1.0.0"),
              new byte[] {(byte) 0x81, 0x40});
      raw.sendFrame(DATA, SYN, 1, bytes.length, bytes);
      awaitFrame(raw, frame(WINDOW, 8, 1, 0));
    }
    next(victim.disconnected);
  }

  private void pushed(byte[] message, boolean closes) {
    try (RawPeer raw = yamux()) {
      byte[] bytes = concat(line("/multistream/1.0.0"), line("/ipfs/id/push/1.0.0"), message);
      raw.sendFrame(DATA, SYN | 4, 1, bytes.length, bytes);
      raw.awaitClose();
      assertThat(closes).isTrue();
    }
    assertThat(next(victim.disconnected)).contains("broke the protocol");
  }

  private RawPeer yamux() {
    return new RawPeer(victim.port()).upToYamux(TestHost.secp256k1(5), YAMUX);
  }

  private static void awaitFrame(RawPeer raw, byte[] wanted) {
    byte[] all = raw.readPlain();
    while (!contains(all, wanted)) {
      all = concat(all, raw.readPlain());
    }
  }

  private static boolean contains(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] randomBytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
