package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.annals.archiver.PeerAddress;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.annals.quota.Ticket;
import org.annals.quota.TransferGate;
import org.annals.quota.TransferTotals;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.seeder.FetchRecord;
import org.annals.seeder.SharedFile;
import org.annals.testkit.torrent.LyingSeeder;
import org.annals.testkit.torrent.RawPeer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that break the rules cost a bounded amount and hinder nobody. */
final class HostilePeersTest {
  private static final int SIZE = 4 * 1024 * 1024 + 99;
  private static final String HOST = "127.0.0.1";

  @TempDir @Nullable Path temp;
  private @Nullable TransportLab lab;

  @BeforeEach
  void open() {
    lab = new TransportLab(requireNonNull(temp));
  }

  @AfterEach
  void close() throws Exception {
    lab().close();
  }

  private TransportLab lab() {
    return requireNonNull(lab);
  }

  private BitTorrentTransport owner(SharedFile file) throws IOException {
    BitTorrentTransport owner = lab().open(HOST, TransportLab.SHORT, new UnlimitedTransferGate());
    lab().seed(owner, file, "owner");
    return owner;
  }

  private RawPeer leecher(BitTorrentTransport to, SharedFile file, String from) throws IOException {
    RawPeer peer =
        lab().closing(RawPeer.connect(InetAddress.getByName(from), TransportLab.socket(HOST, to)));
    peer.sendHandshake(file.info().infoHash().toBytes());
    peer.readHandshake();
    return peer;
  }

  private void honestFetchCompletes(BitTorrentTransport owner, SharedFile file) throws IOException {
    BitTorrentTransport member = lab().open("127.0.0.9");
    List<PeerAddress> from = List.of(TransportLab.address(HOST, owner.port()));
    FetchRecord record = lab().fetch(member, file, "honest", from);
    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
  }

  @Test
  void peerThatAsksAndNeverReads_hindersNobodyAndIsClosed() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 1);
    BitTorrentTransport owner = owner(file);
    RawPeer stalled = leecher(owner, file, "127.0.0.2");
    stalled.send(RawPeer.INTERESTED, new byte[0]);
    stalled.readUntil(RawPeer.UNCHOKE);
    for (int round = 0; round < 20; round++) {
      for (int piece = 0; piece < 256; piece++) {
        stalled.request(piece, 0, 16 * 1024);
      }
    }

    honestFetchCompletes(owner, file);

    assertThat(stalled.refused()).isTrue();
    honestFetchCompletesAgain(owner, file);
  }

  private void honestFetchCompletesAgain(BitTorrentTransport owner, SharedFile file)
      throws IOException {
    BitTorrentTransport member = lab().open("127.0.0.10");
    List<PeerAddress> from = List.of(TransportLab.address(HOST, owner.port()));
    assertThat(lab().fetch(member, file, "again", from).awaitCompleted().file())
        .hasBinaryContent(file.bytes());
  }

  @Test
  void fiftySilentSockets_fromOneAddress_hinderNobodyAndAreClosed() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 2);
    BitTorrentTransport owner = owner(file);
    List<RawPeer> silent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      InetAddress from = TransportLab.address("127.0.0.9", 1).address();
      silent.add(lab().closing(RawPeer.connect(from, TransportLab.socket(HOST, owner))));
    }

    honestFetchCompletes(owner, file);

    assertThat(silent).allMatch(RawPeer::refused);
  }

  @Test
  void fourHundredPeers_thatComeAtOnce_areAllGreeted() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 7);
    CountDownLatch free = new CountDownLatch(1);
    BitTorrentTransport owner = lab().open(HOST, TransportLab.SHORT, new BusyGate(free));
    lab().seed(owner, file, "owner");
    RawPeer first = leecher(owner, file, "127.0.0.2");
    first.send(RawPeer.INTERESTED, new byte[0]);
    first.readUntil(RawPeer.UNCHOKE);
    // The gate keeps the transport busy while the others queue up before it.
    first.request(0, 0, 16 * 1024);
    List<RawPeer> crowd = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      InetAddress from = InetAddress.getByName("127.0.1." + (1 + i / 2));
      RawPeer peer = lab().closing(RawPeer.connect(from, TransportLab.socket(HOST, owner)));
      peer.sendHandshake(file.info().infoHash().toBytes());
      crowd.add(peer);
    }

    free.countDown();

    for (RawPeer peer : crowd) {
      assertThat(peer.readHandshake()).isEqualTo(file.info().infoHash().toBytes());
    }
  }

  @Test
  void burstOfConnections_fromOneAddress_isServedAtOnce() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 7);
    BitTorrentTransport owner = owner(file);
    List<RawPeer> burst = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      InetAddress from = TransportLab.address("127.0.0.9", 1).address();
      burst.add(lab().closing(RawPeer.connect(from, TransportLab.socket(HOST, owner))));
    }
    for (RawPeer peer : burst) {
      peer.sendHandshake(file.info().infoHash().toBytes());
    }
    for (RawPeer peer : burst) {
      assertThat(peer.readHandshake()).isEqualTo(file.info().infoHash().toBytes());
    }
  }

  /** Keeps its caller waiting until it is free, as a stalled machine would. */
  private record BusyGate(CountDownLatch free, UnlimitedTransferGate gate) implements TransferGate {
    BusyGate(CountDownLatch free) {
      this(free, new UnlimitedTransferGate());
    }

    @Override
    public Ticket ask(Flow flow, Direction direction, int bytes, Runnable onGranted) {
      try {
        assertThat(free.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return gate.ask(flow, direction, bytes, onGranted);
    }

    @Override
    public void moved(Account account, Direction direction, long payload, long wire) {
      gate.moved(account, direction, payload, wire);
    }

    @Override
    public TransferTotals totals(Account account) {
      return gate.totals(account);
    }

    @Override
    public TransferTotals totals() {
      return gate.totals();
    }
  }

  @Test
  void garbagePeers_besideAnHonestOne_areFoundOut() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 3);
    BitTorrentTransport owner = owner(file);
    BitTorrentTransport member = lab().open(HOST);
    List<LyingSeeder> liars = new ArrayList<>();
    List<PeerAddress> from = new ArrayList<>();
    for (int i = 20; i < 30; i++) {
      String host = "127.0.0." + i;
      LyingSeeder liar =
          lab()
              .closing(
                  LyingSeeder.ofBlocks(
                      InetAddress.getByName(host),
                      file.info().infoHash().toBytes(),
                      file.info().dictionary(),
                      257));
      liars.add(liar);
      from.add(TransportLab.address(host, liar.port()));
    }
    FetchRecord record = lab().fetch(member, file, "member", from);
    TransportLab.eventually(() -> liars.stream().allMatch(liar -> liar.blocksSent() > 0));
    member.addPeers(file.info().infoHash(), List.of(TransportLab.address(HOST, owner.port())));

    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
    assertThat(liars).allMatch(liar -> liar.connections() <= 2);
  }

  @Test
  void liesAboutMetadata_besideAnHonestPeer_areIgnored() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 4);
    BitTorrentTransport owner = owner(file);
    BitTorrentTransport member = lab().open(HOST);
    byte[] infoHash = file.info().infoHash().toBytes();
    List<PeerAddress> from = new ArrayList<>();
    long[] sizes = {2_000_000_000, Integer.MAX_VALUE, 1, file.info().dictionary().length};
    for (int i = 0; i < sizes.length; i++) {
      String host = "127.0.0." + (20 + i);
      LyingSeeder liar =
          lab().closing(LyingSeeder.ofMetadata(InetAddress.getByName(host), infoHash, sizes[i]));
      from.add(TransportLab.address(host, liar.port()));
    }
    FetchRecord record = lab().fetch(member, file, "member", from);
    member.addPeers(file.info().infoHash(), List.of(TransportLab.address(HOST, owner.port())));

    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
  }

  @Test
  void messageWithALiedLength_closesThatConnectionOnly() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 5);
    BitTorrentTransport owner = owner(file);
    byte[][] lies = {
      {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 5},
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 5},
      {0, 1, 0, 0, 7, 0, 0, 0, 0},
      {0, 0, 0, 2, 7, 0},
      {0, 0, 0, 13, 6, 0, 0, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0x40, 0},
      {0, 0, 0, 5, 4, 0x7f, 0, 0, 0},
    };
    RawPeer honest = leecher(owner, file, "127.0.0.3");
    for (byte[] lie : lies) {
      RawPeer liar = leecher(owner, file, "127.0.0.2");
      liar.send(lie);
      assertThat(liar.closedByOther()).as("lie %s", Arrays.toString(lie)).isTrue();
    }
    byte[] nested = "d1:m".concat("l".repeat(30_000)).getBytes(StandardCharsets.US_ASCII);
    RawPeer nesting = leecher(owner, file, "127.0.0.2");
    nesting.send(RawPeer.EXTENDED, prepend(nested));
    assertThat(nesting.closedByOther()).isTrue();

    honest.send(RawPeer.INTERESTED, new byte[0]);
    honest.readUntil(RawPeer.UNCHOKE);
    honest.request(3, 0, 1000);
    assertThat(honest.readUntil(RawPeer.PIECE).payload()).hasSize(1008);
  }

  private static void assertTurnedAway(String from, BitTorrentTransport by) throws IOException {
    try (RawPeer away = RawPeer.connect(InetAddress.getByName(from), socket(by))) {
      assertThat(away.closedByOther()).isTrue();
    } catch (SocketException e) {
      // The reset may come before the connection was handed over.
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void addressThatKeepsBreakingTheProtocol_isTurnedAwayForATime_othersAreNot() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 8);
    AtomicLong later = new AtomicLong();
    BitTorrentTransport owner =
        lab()
            .closing(
                BitTorrentTransport.open(
                    BitTorrentSettings.quiet(InetAddress.getLoopbackAddress(), 0),
                    new BitTorrentTransport.Surroundings(
                        new UnlimitedTransferGate(),
                        new UnlimitedStorage(),
                        () -> System.nanoTime() + later.get(),
                        new SplittableRandom(7))));
    lab().seed(owner, file, "owner");
    for (int i = 0; i < Doorkeeper.FREE; i++) {
      breakProtocol(owner, file);
    }
    RawPeer stillServed = leecher(owner, file, "127.0.0.2");
    breakProtocol(owner, file);

    assertTurnedAway("127.0.0.2", owner);
    leecher(owner, file, "127.0.0.3");
    stillServed.send(RawPeer.INTERESTED, new byte[0]);
    stillServed.readUntil(RawPeer.UNCHOKE);

    later.addAndGet(TimeUnit.SECONDS.toNanos(6));
    leecher(owner, file, "127.0.0.2");
  }

  private void breakProtocol(BitTorrentTransport owner, SharedFile file) throws IOException {
    RawPeer liar = leecher(owner, file, "127.0.0.2");
    liar.send(new byte[] {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 5});
    assertThat(liar.closedByOther()).isTrue();
  }

  private static InetSocketAddress socket(BitTorrentTransport to) {
    return TransportLab.socket(HOST, to);
  }

  @Test
  void peersThatLeaveAgainAndAgain_areAlwaysServed() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 9);
    BitTorrentTransport owner = owner(file);
    for (int i = 0; i < 3 * Doorkeeper.FREE; i++) {
      lab().closing(RawPeer.connect(InetAddress.getByName("127.0.0.2"), socket(owner))).close();
      leecher(owner, file, "127.0.0.2").close();
      RawPeer wantsAnother =
          lab().closing(RawPeer.connect(InetAddress.getByName("127.0.0.2"), socket(owner)));
      wantsAnother.sendHandshake(new byte[20]);
      assertThat(wantsAnother.closedByOther()).isTrue();
    }
    leecher(owner, file, "127.0.0.2");
  }

  private static byte[] prepend(byte[] bytes) {
    byte[] longer = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, longer, 1, bytes.length);
    return longer;
  }

  @Test
  void quietPeer_isKeptAlive() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 6);
    BitTorrentTransport owner = owner(file);
    RawPeer quiet = leecher(owner, file, "127.0.0.2");
    quiet.readUntil(RawPeer.BITFIELD);

    assertThat(quiet.readKeepAlive()).isTrue();
  }
}
