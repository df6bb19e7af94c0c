package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.annals.seeder.bittorrent.RateScene.KIB;
import static org.annals.seeder.bittorrent.RateScene.MIB;
import static org.annals.seeder.bittorrent.RateScene.account;
import static org.annals.seeder.bittorrent.RateScene.address;
import static org.annals.seeder.bittorrent.RateScene.both;
import static org.annals.seeder.bittorrent.RateScene.up;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.annals.archiver.PeerAddress;
import org.annals.quota.RateLimits;
import org.annals.quota.rate.FairTransferGate;
import org.annals.seeder.FetchRecord;
import org.annals.testkit.torrent.RawPeer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What rate limits do to everything else, on real sockets: bursts (Q3), messages that do not wait
 * (Q8), changes (Q9), peers that vanish (Q11), slow peers (Q4), several leechers (R38) and seeders
 * (R39).
 */
@Tag("peers")
final class RateEffectsTest {
  private static final int COUNTED = Block.SIZE + Block.OVERHEAD;

  @TempDir @Nullable Path temp;
  private @Nullable RateScene scene;

  @BeforeEach
  void open() throws IOException {
    Peers.needLibtorrent();
    scene = new RateScene(requireNonNull(temp));
  }

  @AfterEach
  void close() throws Exception {
    if (scene != null) {
      scene.close();
    }
  }

  private RateScene scene() {
    return requireNonNull(scene);
  }

  /** A peer that has shaken hands and was told how metadata is asked for. */
  private Greeted greeted(BitTorrentTransport us, LargeFile file, String host) throws IOException {
    RawPeer peer =
        scene()
            .lab()
            .closing(
                RawPeer.connect(InetAddress.getByName(host), TransportLab.socket("127.0.0.1", us)));
    peer.sendHandshake(file.info().infoHash().toBytes());
    peer.readHandshake();
    String theirs =
        new String(peer.readUntil(RawPeer.EXTENDED).payload(), StandardCharsets.ISO_8859_1);
    int at = theirs.indexOf("11:ut_metadatai") + "11:ut_metadatai".length();
    int number = Integer.parseInt(theirs.substring(at, theirs.indexOf('e', at)));
    peer.send(RawPeer.EXTENDED, "\0d1:md11:ut_metadatai3eee".getBytes(StandardCharsets.US_ASCII));
    return new Greeted(peer, number);
  }

  private record Greeted(RawPeer peer, int metadata) {
    /** Whether the first part of the metadata is given. */
    boolean givesMetadata() throws IOException {
      byte[] ask = "\0d8:msg_typei0e5:piecei0ee".getBytes(StandardCharsets.US_ASCII);
      ask[0] = (byte) metadata;
      peer.send(RawPeer.EXTENDED, ask);
      byte[] answer = peer.readUntil(RawPeer.EXTENDED).payload();
      return new String(answer, StandardCharsets.ISO_8859_1).contains("total_size");
    }
  }

  private RawPeer unchoked(BitTorrentTransport us, LargeFile file, String host) throws IOException {
    RawPeer peer = greeted(us, file, host).peer();
    peer.send(RawPeer.INTERESTED, new byte[0]);
    peer.readUntil(RawPeer.UNCHOKE);
    return peer;
  }

  private static void request(RawPeer peer, LargeFile file, int blocks) throws IOException {
    int length = file.info().pieceLength();
    for (int i = 0; i < blocks; i++) {
      long at = (long) i * Block.SIZE;
      peer.request((int) (at / length), (int) (at % length), Block.SIZE);
    }
  }

  @Test
  void q3_afterARest_littleComesAtOnceAndTheRestSpreadOut() throws IOException {
    long cap = 512 * KIB;
    FairTransferGate gate = scene().gate();
    gate.limits(up(cap), Map.of());
    BitTorrentTransport us = scene().transport(1, gate);
    LargeFile file = scene().seeded(us, 1, 4 * MIB);
    RawPeer peer = unchoked(us, file, "127.0.0.2");
    Meter.pass(Duration.ofSeconds(2));

    long begun = System.nanoTime();
    request(peer, file, 100);
    for (long got = COUNTED; got <= 100L * COUNTED; got += COUNTED) {
      peer.readUntil(RawPeer.PIECE);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double most = Math.min(0.15 * cap + cap * seconds, 2 * COUNTED + 1.03 * cap * seconds);
      assertThat((double) got).isLessThanOrEqualTo(most);
    }
  }

  @Test
  void q8_uploadUsedUp_handshakeAndMetadataAreAnsweredAtOnce() throws IOException {
    FairTransferGate gate = scene().gate();
    gate.limits(up(16 * KIB), Map.of());
    BitTorrentTransport us = scene().transport(1, gate);
    LargeFile file = scene().seeded(us, 1, 4 * MIB);
    request(unchoked(us, file, "127.0.0.2"), file, 200);

    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      long begun = System.nanoTime();
      assertThat(greeted(us, file, "127.0.0.3").givesMetadata()).isTrue();
      millis.add((System.nanoTime() - begun) / 1e6);
    }

    Collections.sort(millis);
    System.out.println("handshake and metadata with an empty bucket, ms: " + millis);
    assertThat(millis.get(2)).isLessThan(200);
  }

  @Test
  void metadata_askedForWithoutEnd_isRefusedAfterAFewCopies() throws IOException {
    BitTorrentTransport us = scene().transport(1, scene().gate());
    LargeFile file = scene().seeded(us, 1, 4 * MIB);
    Greeted peer = greeted(us, file, "127.0.0.2");
    int given = 0;
    for (int i = 0; i < 30; i++) {
      given += peer.givesMetadata() ? 1 : 0;
    }
    assertThat(given).isBetween(1, 8);
  }

  @Test
  void q8_uploadUsedUp_downloadIsAsFastAsWithout() throws IOException {
    FairTransferGate gate = scene().gate();
    BitTorrentTransport us = scene().transport(1, gate);
    // A line of 16 MiB/s, so that the machine's other work does not decide.
    gate.limits(both(16 * KIB, 16 * MIB), Map.of());
    LargeFile busy = scene().seeded(us, 1, 4 * MIB);
    LargeFile wanted = scene().file(32 * MIB, 2);
    PeerAddress from = scene().seeder(wanted);
    int leecher = scene().leecher(busy, address(1, us));
    double[] best = new double[2];
    // In turns; the first warms up. A stalled machine is given further rounds.
    for (int round = 0; round < 9 && (round < 3 || best[1] < 0.95 * best[0]); round++) {
      int limited = (round + 1) % 2;
      if (limited == 1) {
        scene().meter().resume(leecher);
        long before = gate.totals(account(1)).upPayload();
        TransportLab.eventually(() -> gate.totals(account(1)).upPayload() > before);
      } else {
        scene().meter().pause(leecher);
        TransportLab.eventually(() -> us.status(busy.info().infoHash()).orElseThrow().peers() == 0);
      }
      long begun = System.nanoTime();
      scene().fetch(us, wanted, 2, from).awaitCompleted();
      double rate = wanted.info().length() * 1e9 / (System.nanoTime() - begun);
      System.out.printf("%s: %.0f MB/s%n", limited == 1 ? "used up" : "free", rate / 1e6);
      best[limited] = round == 0 ? 0 : Math.max(best[limited], rate);
      us.stop(wanted.info().infoHash()).join();
    }
    assertThat(best[1]).isGreaterThanOrEqualTo(0.95 * best[0]);
  }

  @Test
  void q9_newCaps_holdAfterASecondOnLiveConnections() throws IOException {
    FairTransferGate gate = scene().gate();
    gate.limits(both(6 * MIB, 6 * MIB), Map.of());
    BitTorrentTransport us = scene().transport(1, gate);
    LargeFile given = scene().seeded(us, 1, 80 * MIB);
    LargeFile wanted = scene().file(80 * MIB, 2);
    int[] up = {scene().leecher(given, address(1, us))};
    PeerAddress seeder = scene().seeder(wanted);
    int[] down = {scene().meter().last()};
    FetchRecord fetched = scene().fetch(us, wanted, 2, seeder);
    scene().meter().await(MIB, up);
    scene().meter().await(MIB, down);

    holds(gate, both(MIB, 2 * MIB), up, down, MIB, 2 * MIB);
    holds(gate, RateLimits.STOP, up, down, 0, 0);
    holds(gate, both(3 * MIB, MIB), up, down, 3 * MIB, MIB);
    assertThat(us.statuses()).allMatch(each -> each.peers() == 1);
    gate.limits(RateLimits.UNLIMITED, Map.of());
    scene().meter().await(given.info().length(), up);
    fetched.awaitCompleted();
  }

  private void holds(
      FairTransferGate gate, RateLimits limits, int[] up, int[] down, long upCap, long downCap) {
    gate.limits(limits, Map.of());
    long from = Meter.pass(Duration.ofSeconds(1));
    long to = Meter.pass(Duration.ofMillis(2_500));
    assertRate(scene().meter().course(up).between(from, to), upCap);
    assertRate(scene().meter().course(down).between(from, to), downCap);
  }

  private static void assertRate(Course course, long cap) {
    course
        .windows(Duration.ofSeconds(1), Duration.ofMillis(40))
        .forEach(window -> assertThat(window.rate()).isBetween(0.85 * cap, 1.10 * cap));
  }

  @Test
  void q12_localPeers_areLimitedLikeAllOthersUnlessExempted() throws IOException {
    FairTransferGate gate = scene().gate();
    gate.limits(both(256 * KIB, 256 * KIB), Map.of());
    BitTorrentTransport us = scene().transport(1, gate);
    LargeFile given = scene().seeded(us, 1, 16 * MIB);
    LargeFile wanted = scene().file(16 * MIB, 2);
    int[] up = {scene().leecher(given, address(1, us))};
    PeerAddress seeder = scene().seeder(wanted);
    int[] down = {scene().meter().last()};
    FetchRecord fetched = scene().fetch(us, wanted, 2, seeder);
    scene().meter().await(1, up);
    scene().meter().await(1, down);

    holds(gate, both(256 * KIB, 256 * KIB), up, down, 256 * KIB, 256 * KIB);
    gate.exemptLocal(true);
    // At the limit the rest would take a minute.
    long begun = System.nanoTime();
    scene().meter().await(given.info().length(), up);
    fetched.awaitCompleted();
    assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(40).toNanos());
    assertThat(gate.totals(account(1)).upPayload()).isGreaterThanOrEqualTo(given.info().length());
    assertThat(gate.totals(account(2)).downPayload())
        .isGreaterThanOrEqualTo(wanted.info().length());

    gate.exemptLocal(false);
    LargeFile next = scene().seeded(us, 3, 16 * MIB);
    int[] again = {scene().leecher(next, address(1, us))};
    scene().meter().await(MIB / 2, again);
    long from = System.nanoTime();
    long to = Meter.pass(Duration.ofSeconds(3));
    assertRate(scene().meter().course(again).between(from, to), 256 * KIB);
  }

  @Test
  void q11_peersThatVanish_giveTheirLeaveBack() throws IOException {
    long cap = 2 * MIB;
    FairTransferGate gate = scene().gate();
    gate.limits(up(cap), Map.of());
    BitTorrentTransport us = scene().transport(1, gate);
    LargeFile file = scene().seeded(us, 1, 60 * MIB);
    int[] stays = {scene().leecher(file, address(1, us))};
    scene().meter().await(MIB, stays);

    long from = System.nanoTime();
    long to = from + Duration.ofSeconds(6).toNanos();
    int vanished = 0;
    while (System.nanoTime() < to) {
      RawPeer peer = unchoked(us, file, "127.0.0." + (2 + vanished % 200));
      request(peer, file, 64);
      peer.close();
      vanished++;
      Meter.pass(Duration.ofMillis(100));
    }

    Course course = scene().meter().course(stays).between(from, to);
    double lost = cap - course.rate();
    System.out.printf("%d peers vanished, %.0f bytes/s were lost%n", vanished, lost);
    assertThat(lost).isLessThanOrEqualTo((vanished + 2) * COUNTED / 6.0);
  }

  @Test
  void r38_secondLeecher_hasAPieceWhileTheFirstHasLessThanHalf() throws IOException {
    FairTransferGate gate = scene().gate();
    gate.limits(up(4 * MIB), Map.of());
    BitTorrentTransport us = scene().transport(1, gate);
    LargeFile file = scene().seeded(us, 1, 12 * MIB);
    int first = scene().leecher(file, address(1, us));
    scene().meter().await(1, first);
    int second = scene().leecher(file, address(1, us));
    scene().meter().await(MIB, second);

    Course ofFirst = scene().meter().course(first);
    Course ofSecond = scene().meter().course(second);
    long firstPiece = ofSecond.reached(file.info().pieceLength());
    assertThat(ofFirst.reached(6 * MIB)).isGreaterThan(firstPiece);
  }

  @Test
  void r39_fourSeedersOfAMebibyteASecond_allGiveToOneLeecher() throws IOException {
    LargeFile file = scene().file(60 * MIB, 1);
    PeerAddress[] seeders = new PeerAddress[4];
    FairTransferGate[] gates = new FairTransferGate[4];
    for (int i = 0; i < 4; i++) {
      gates[i] = scene().gate();
      gates[i].limits(up(MIB), Map.of());
      BitTorrentTransport seeder = scene().transport(i + 1, gates[i]);
      RateScene.seed(seeder, file, 1);
      seeders[i] = address(i + 1, seeder);
    }
    int theirs = scene().leecher(file, seeders);
    scene().meter().await(2 * MIB, theirs);
    assertAllGive(gates, scene().meter(), new int[] {theirs});
    scene().meter().pause(theirs);
    FetchRecord ours = scene().fetch(scene().transport(9, scene().gate()), file, 1, seeders);
    assertAllGive(gates, scene().meter(), new int[0]);
    assertThat(ours.calls()).isEmpty();
  }

  private static void assertAllGive(FairTransferGate[] gates, Meter meter, int[] leecher) {
    long from = Meter.pass(Duration.ofSeconds(1));
    long[] before = Arrays.stream(gates).mapToLong(gate -> gate.totals().upPayload()).toArray();
    long to = Meter.pass(Duration.ofSeconds(4));
    long[] given = Arrays.stream(gates).mapToLong(gate -> gate.totals().upPayload()).toArray();
    for (int i = 0; i < 4; i++) {
      given[i] -= before[i];
    }
    long sum = Arrays.stream(given).sum();
    System.out.println("four seeders gave in four seconds: " + Arrays.toString(given));
    assertThat(sum).isGreaterThanOrEqualTo(Math.round(3.4 * MIB * 4));
    assertThat(Arrays.stream(given).max().orElseThrow()).isLessThanOrEqualTo(sum * 4 / 10);
    if (leecher.length > 0) {
      assertThat(meter.course(leecher).between(from, to).rate()).isGreaterThan(3.4 * MIB);
    }
  }

  @Test
  void q4_slowSeeder_keepsItsLeechers_whoTakeFromOthersWhatIsLate() throws IOException {
    FairTransferGate gate = scene().gate();
    gate.limits(up(16 * KIB), Map.of());
    BitTorrentTransport slow = scene().transport(1, gate);
    LargeFile file = scene().seeded(slow, 1, MIB);
    List<FetchRecord> records = new ArrayList<>();
    List<BitTorrentTransport> leechers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      BitTorrentTransport leecher =
          scene().lab().open("127.0.0." + (20 + i), TransportLab.SHORT, scene().gate());
      leechers.add(leecher);
      records.add(scene().fetch(leecher, file, 1, address(1, slow)));
    }
    TransportLab.eventually(() -> slow.connectedPeers(file.info().infoHash()).size() == 4);
    // A block comes every four seconds; after two it is late.
    Meter.pass(Duration.ofSeconds(9));
    assertThat(leechers)
        .allMatch(each -> each.connectedPeers(file.info().infoHash()).size() == 1)
        .allMatch(each -> each.statuses().get(0).downPayload() >= Block.SIZE);

    BitTorrentTransport fast = scene().transport(2, scene().gate());
    RateScene.seed(fast, file, 1);
    for (BitTorrentTransport leecher : leechers) {
      leecher.addPeers(file.info().infoHash(), List.of(address(2, fast)));
    }
    records.forEach(FetchRecord::awaitCompleted);
  }
}
