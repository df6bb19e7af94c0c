package org.annals.seeder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.annals.archiver.PeerAddress;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferGate;
import org.annals.quota.TransferTotals;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.UnlimitedTransferGate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ArchiveTransport} does. A subclass says how one is made. */
public abstract class ArchiveTransportContract {
  private static final int SIZE = 3 * 1024 * 1024 + 12_345;
  private static final int HALF = SIZE / 2;

  /** Blocks that may be fetched twice: those under way when a fetch is cut off. */
  private static final int SLACK = 256 * 1024;

  @TempDir @Nullable Path tempDirectory;

  private final List<ArchiveTransport> opened = new ArrayList<>();

  /**
   * Makes a transport that reaches the others of this test.
   *
   * @param root the test's directory, the same for all
   * @param name tells this transport's own files from those of others
   */
  protected abstract ArchiveTransport newTransport(
      Path root, String name, TransferGate gate, StorageReservations storage) throws IOException;

  /** Whether the sender sees, and counts, what it sends. */
  protected boolean countsUploads() {
    return true;
  }

  /** Where others reach a transport: loopback and its port, nothing when it has none. */
  protected List<PeerAddress> addressesOf(ArchiveTransport transport) {
    return transport.port() == 0
        ? List.of()
        : List.of(new PeerAddress(InetAddress.getLoopbackAddress(), transport.port()));
  }

  @AfterEach
  void closeAll() {
    opened.forEach(ArchiveTransport::close);
  }

  @Test
  void fetch_fromSeeder_givesTheSameBytes() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 1);
    TransferGate ownerGate = new UnlimitedTransferGate();
    TransferGate memberGate = new UnlimitedTransferGate();
    StorageReservations storage = new UnlimitedStorage();
    ArchiveTransport owner = open("owner", ownerGate, new UnlimitedStorage());
    ArchiveTransport member = open("member", memberGate, storage);
    seed(owner, file, "owner");

    FetchRecord.Completed done = fetch(member, file, "member", owner).awaitCompleted();

    assertThat(done.file()).isEqualTo(target(file, "member")).hasBinaryContent(file.bytes());
    assertThat(done.info().infoHash()).isEqualTo(file.info().infoHash());
    assertThat(done.info().dictionary()).isEqualTo(file.info().dictionary());
    ArchiveTransport.TransferStatus status = status(member, file);
    assertThat(status.seeding()).isTrue();
    assertThat(status.have()).isEqualTo(SIZE);
    assertThat(status.size()).isEqualTo(SIZE);
    assertThat(memberGate.totals(SharedFile.ACCOUNT).downPayload())
        .isBetween((long) SIZE, (long) SIZE + SLACK);
    assertThat(storage.usage(SharedFile.ACCOUNT).usedTotal()).isGreaterThanOrEqualTo(SIZE);
    if (countsUploads()) {
      eventually(() -> ownerGate.totals(SharedFile.ACCOUNT).upPayload() >= SIZE);
    }
  }

  @Test
  void fetch_whileOwnerIsGone_comesFromTheMember() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 2);
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member");
    ArchiveTransport newcomer = open("newcomer");
    seed(owner, file, "owner");
    fetch(member, file, "member", owner).awaitCompleted();
    owner.close();

    Path got = fetch(newcomer, file, "newcomer", member).awaitCompleted().file();

    assertThat(got).hasBinaryContent(file.bytes());
  }

  @Test
  void fetch_otherNameThanOrdered_isRejectedAndWritesNothing() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 3);
    ArchiveTransport owner = open("owner");
    seed(owner, file, "owner");
    ArchiveTransport.Order right = file.order(directory("member"), addressesOf(owner));

    rejected(
        new ArchiveTransport.Order(
            right.infoHash(),
            "0".repeat(64) + ".annals",
            right.size(),
            right.target(),
            right.account(),
            right.peers()));
  }

  @Test
  void fetch_otherSizeThanOrdered_isRejectedAndWritesNothing() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 4);
    ArchiveTransport owner = open("owner");
    seed(owner, file, "owner");
    ArchiveTransport.Order right = file.order(directory("member"), addressesOf(owner));

    rejected(
        new ArchiveTransport.Order(
            right.infoHash(),
            right.name(),
            right.size() - 1,
            right.target(),
            right.account(),
            right.peers()));
  }

  private void rejected(ArchiveTransport.Order order) throws IOException {
    TransferGate gate = new UnlimitedTransferGate();
    StorageReservations storage = new UnlimitedStorage();
    ArchiveTransport member = open("member", gate, storage);
    FetchRecord record = new FetchRecord();
    member.fetch(order, record);

    assertThat(record.awaitFailed(ArchiveTransport.FetchFailure.Rejected.class).reason())
        .isNotBlank();

    assertThat(gate.totals().downPayload()).isZero();
    eventually(() -> member.status(order.infoHash()).isEmpty());
    assertThat(filesIn("member")).isEmpty();
    assertThat(storage.usage().usedTotal() + storage.usage().reserved()).isZero();
  }

  @Test
  void fetch_withoutRoom_failsAndWritesNothing() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 5);
    TransferGate gate = new UnlimitedTransferGate();
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member", gate, new RefusingStorage());
    seed(owner, file, "owner");

    FetchRecord record = fetch(member, file, "member", owner);

    assertThat(record.awaitFailed(ArchiveTransport.FetchFailure.NoRoom.class).reason())
        .isNotBlank();
    assertThat(gate.totals().downPayload()).isZero();
    eventually(() -> member.status(file.info().infoHash()).isEmpty());
    assertThat(filesIn("member")).isEmpty();
  }

  @Test
  void fetch_afterClose_goesOnWithWhatIsThere() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 6);
    ArchiveTransport owner = open("owner");
    seed(owner, file, "owner");
    ArchiveTransport before = open("member", new HoldingGate(HALF), new UnlimitedStorage());
    fetch(before, file, "member", owner);
    long have = awaitHalf(before, file);
    before.close();

    TransferGate gate = new UnlimitedTransferGate();
    ArchiveTransport after = open("member", gate, new UnlimitedStorage());
    Path got = fetch(after, file, "member", owner).awaitCompleted().file();

    assertThat(got).hasBinaryContent(file.bytes());
    assertThat(gate.totals().downPayload()).isBetween(1L, SIZE - have + SLACK);
  }

  @Test
  void fetch_afterStop_goesOnInTheSameTransport() throws Exception {
    SharedFile file = SharedFile.ofSize(SIZE, 7);
    HoldingGate gate = new HoldingGate(HALF);
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member", gate, new UnlimitedStorage());
    seed(owner, file, "owner");
    FetchRecord stopped = fetch(member, file, "member", owner);
    awaitHalf(member, file);

    member.stop(file.info().infoHash()).get(30, TimeUnit.SECONDS);
    assertThat(member.status(file.info().infoHash())).isEmpty();
    assertThat(stopped.calls()).isEmpty();
    gate.release();
    Path got = fetch(member, file, "member", owner).awaitCompleted().file();

    assertThat(got).hasBinaryContent(file.bytes());
    assertThat(gate.totals().downPayload()).isBetween((long) SIZE, (long) SIZE + SLACK);
  }

  @Test
  void seed_afterStop_servesAgain() throws Exception {
    SharedFile file = SharedFile.ofSize(SIZE, 8);
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member");
    seed(owner, file, "owner");
    owner.stop(file.info().infoHash()).get(30, TimeUnit.SECONDS);
    assertThat(owner.statuses()).isEmpty();
    owner.stop(file.info().infoHash()).get(30, TimeUnit.SECONDS);

    FetchRecord record = fetch(member, file, "member", owner);
    seed(owner, file, "owner");
    member.addPeers(file.info().infoHash(), addressesOf(owner));

    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
  }

  @Test
  void seed_afterRename_servesFromTheNewPathWhileOthersFetch() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 9);
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member");
    seed(owner, file, "owner");
    Path fetched = fetch(member, file, "member", owner).awaitCompleted().file();
    owner.close();
    HoldingGate gate = new HoldingGate(HALF);
    ArchiveTransport newcomer = open("newcomer", gate, new UnlimitedStorage());
    FetchRecord record = fetch(newcomer, file, "newcomer", member);
    awaitHalf(newcomer, file);

    Path verified = directory("member-verified").resolve(file.info().name());
    Files.move(fetched, verified);
    member.seed(new ArchiveTransport.Seed(file.info(), verified, SharedFile.ACCOUNT));
    gate.release();

    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
    assertThat(status(member, file).seeding()).isTrue();
    assertThat(verified).hasBinaryContent(file.bytes());
  }

  @Test
  void fetch_severalAtOnce_mixesNothingUp() throws IOException {
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member");
    List<SharedFile> files = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      files.add(SharedFile.ofSize(200_000 + i * 70_001, 100 + i));
    }
    files.add(SharedFile.ofSize(1, 99));
    files.add(SharedFile.ofSize(17 * 1024 * 1024 + 1, 98));
    for (SharedFile file : files) {
      seed(owner, file, "owner");
    }
    List<FetchRecord> records = new ArrayList<>();
    for (SharedFile file : files) {
      records.add(fetch(member, file, "member", owner));
    }
    for (int i = 0; i < files.size(); i++) {
      assertThat(records.get(i).awaitCompleted().file()).hasBinaryContent(files.get(i).bytes());
    }
    assertThat(member.statuses()).hasSize(files.size()).allMatch(s -> s.seeding());
  }

  @Test
  void addPeers_afterFetchBegan_isUsed() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 10);
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member");
    seed(owner, file, "owner");
    FetchRecord record = new FetchRecord();
    member.fetch(file.order(directory("member"), List.of()), record);

    member.addPeers(file.info().infoHash(), addressesOf(owner));
    member.addPeers(file.info().infoHash(), addressesOf(owner));

    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
  }

  @Test
  void fetch_nobodyHasIt_waitsAndCanBeStopped() throws Exception {
    SharedFile file = SharedFile.ofSize(SIZE, 11);
    ArchiveTransport member = open("member");
    FetchRecord record = new FetchRecord();
    member.fetch(file.order(directory("member"), List.of()), record);

    assertThat(status(member, file).seeding()).isFalse();
    assertThat(status(member, file).have()).isZero();
    assertThat(status(member, file).size()).isEqualTo(SIZE);
    member.stop(file.info().infoHash()).get(30, TimeUnit.SECONDS);

    assertThat(member.statuses()).isEmpty();
    assertThat(record.calls()).isEmpty();
  }

  @Test
  void fetch_ofWhatIsServed_doesNothing() throws IOException {
    SharedFile file = SharedFile.ofSize(SIZE, 12);
    TransferGate gate = new UnlimitedTransferGate();
    ArchiveTransport owner = open("owner", gate, new UnlimitedStorage());
    seed(owner, file, "owner");
    FetchRecord record = new FetchRecord();

    owner.fetch(file.order(directory("other"), List.of()), record);

    assertThat(status(owner, file).seeding()).isTrue();
    assertThat(filesIn("other")).isEmpty();
    assertThat(record.calls()).isEmpty();
    assertThat(gate.totals()).isEqualTo(TransferTotals.NONE);
  }

  @Test
  void unknownFile_everywhere_isNoError() throws Exception {
    SharedFile file = SharedFile.ofSize(1_000, 13);
    ArchiveTransport member = open("member");
    assertThat(member.status(file.info().infoHash())).isEmpty();
    assertThat(member.connectedPeers(file.info().infoHash())).isEmpty();
    member.addPeers(file.info().infoHash(), List.of());
    member.stop(file.info().infoHash()).get(30, TimeUnit.SECONDS);
  }

  @Test
  void close_inTheMiddleOfFetches_isBoundedAndSilent() throws IOException {
    SharedFile held = SharedFile.ofSize(SIZE, 14);
    SharedFile nowhere = SharedFile.ofSize(SIZE, 15);
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member", new HoldingGate(HALF), new UnlimitedStorage());
    seed(owner, held, "owner");
    FetchRecord heldRecord = fetch(member, held, "member", owner);
    FetchRecord nowhereRecord = fetch(member, nowhere, "member", owner);
    awaitHalf(member, held);

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          member.close();
          member.close();
          owner.close();
        });

    assertThat(heldRecord.calls()).isEmpty();
    assertThat(nowhereRecord.calls()).isEmpty();
  }

  /** Opens a transport that is closed after the test. */
  protected final ArchiveTransport open(String name, TransferGate gate, StorageReservations storage)
      throws IOException {
    ArchiveTransport transport = newTransport(root(), name, gate, storage);
    opened.add(transport);
    return transport;
  }

  /** Opens a transport without limits. */
  protected final ArchiveTransport open(String name) throws IOException {
    return open(name, new UnlimitedTransferGate(), new UnlimitedStorage());
  }

  /** Writes the file to a directory of that name and serves it. */
  protected final void seed(ArchiveTransport transport, SharedFile file, String name)
      throws IOException {
    Path path = file.writeTo(directory(name));
    transport.seed(new ArchiveTransport.Seed(file.info(), path, SharedFile.ACCOUNT));
  }

  /** Fetches the file into a directory of that name. */
  protected final FetchRecord fetch(
      ArchiveTransport transport, SharedFile file, String name, ArchiveTransport from)
      throws IOException {
    FetchRecord record = new FetchRecord();
    transport.fetch(file.order(directory(name), addressesOf(from)), record);
    return record;
  }

  /** A directory of the test, made on first use. */
  protected final Path directory(String name) throws IOException {
    return Files.createDirectories(root().resolve("files").resolve(name));
  }

  /** The test's directory. */
  protected final Path root() {
    return requireNonNull(tempDirectory, "tempDirectory is null");
  }

  /** Waits until the condition holds, for a minute at most. */
  protected static void eventually(BooleanSupplier condition) {
    for (int tries = 0; tries < 6_000 && !condition.getAsBoolean(); tries++) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(condition.getAsBoolean()).as("condition within a minute").isTrue();
  }

  /** Waits until a held fetch has got nearly all that it has leave for; answers how much it has. */
  private static long awaitHalf(ArchiveTransport transport, SharedFile file) {
    eventually(
        () ->
            transport
                .status(file.info().infoHash())
                .filter(s -> s.have() >= HALF - SLACK)
                .isPresent());
    long have = status(transport, file).have();
    assertThat(have).isLessThan(SIZE);
    return have;
  }

  private static ArchiveTransport.TransferStatus status(
      ArchiveTransport transport, SharedFile file) {
    return transport.status(file.info().infoHash()).orElseThrow();
  }

  private Path target(SharedFile file, String name) throws IOException {
    return directory(name).resolve(file.info().name() + ".part");
  }

  private List<Path> filesIn(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory(name))) {
      return files.toList();
    }
  }
}
