package org.annals.seeder.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferGate;
import org.annals.quota.UnlimitedStorage;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.ArchiveTransportContract;
import org.annals.seeder.FetchRecord;
import org.annals.seeder.HoldingGate;
import org.annals.seeder.SharedFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DirectoryTransportTest extends ArchiveTransportContract {
  private final ScheduledExecutorService worker = Executors.newScheduledThreadPool(2);

  @Override
  protected ArchiveTransport newTransport(
      Path root, String name, TransferGate gate, StorageReservations storage) throws IOException {
    return new DirectoryTransport(
        new DirectoryTransport.Settings(root.resolve("shared"), name, Duration.ofMillis(5)),
        gate,
        storage,
        worker);
  }

  @Override
  protected boolean countsUploads() {
    return false;
  }

  @AfterEach
  void stopWorker() {
    worker.shutdownNow();
  }

  @Test
  void fetch_whileTheOtherIsStillFetching_getsWhatIsThere() throws IOException {
    SharedFile file = SharedFile.ofSize(2_000_000, 50);
    ArchiveTransport owner = open("owner");
    seed(owner, file, "owner");
    ArchiveTransport half = open("half", new HoldingGate(1_000_000), new UnlimitedStorage());
    fetch(half, file, "half", owner);
    eventually(() -> have(half, file) > 900_000);
    owner.close();

    ArchiveTransport newcomer = open("newcomer");
    fetch(newcomer, file, "newcomer", half);

    eventually(() -> have(newcomer, file) == have(half, file));
  }

  @Test
  void fetch_oneShowsDamagedBytes_comesFromTheOther() throws IOException {
    SharedFile file = SharedFile.ofSize(500_000, 51);
    ArchiveTransport liar = open("a-liar");
    ArchiveTransport honest = open("honest");
    Path damaged = file.writeTo(directory("a-liar"));
    byte[] bytes = file.bytes().clone();
    bytes[300_000] ^= 1;
    Files.write(damaged, bytes);
    liar.seed(new ArchiveTransport.Seed(file.info(), damaged, SharedFile.ACCOUNT));
    ArchiveTransport member = open("member");
    FetchRecord record = fetch(member, file, "member", liar);
    eventually(() -> have(member, file) == 500_000 - file.info().pieceLength());

    seed(honest, file, "honest");

    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
  }

  @Test
  void fetch_foreignDictionaryUnderTheName_isIgnored() throws IOException {
    SharedFile file = SharedFile.ofSize(100_000, 52);
    Path stranger = Files.createDirectories(root().resolve("shared").resolve("stranger"));
    Files.write(stranger.resolve(file.info().infoHash() + ".info"), new byte[10_000_000]);
    Files.write(stranger.resolve(file.info().infoHash() + ".data"), new byte[5]);
    ArchiveTransport owner = open("owner");
    ArchiveTransport member = open("member");
    FetchRecord record = fetch(member, file, "member", owner);
    seed(owner, file, "owner");
    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
  }

  @Test
  void fetch_wrongRecordBesideTheTarget_isNotBelieved() throws IOException {
    SharedFile file = SharedFile.ofSize(100_000, 53);
    ArchiveTransport owner = open("owner");
    seed(owner, file, "owner");
    Path target = directory("member").resolve(file.info().name() + ".part");
    Files.write(target, new byte[100_000]);
    Files.write(Path.of(target + ".have"), new byte[] {-1});

    ArchiveTransport member = open("member");
    Path got = fetch(member, file, "member", owner).awaitCompleted().file();

    assertThat(got).hasBinaryContent(file.bytes());
    try (Stream<Path> left = Files.list(directory("member"))) {
      assertThat(left).isEqualTo(List.of(target)).hasSize(1);
    }
  }

  @Test
  void close_leavesNothingInTheFolder() throws IOException {
    SharedFile file = SharedFile.ofSize(100_000, 54);
    ArchiveTransport owner = open("owner");
    seed(owner, file, "owner");
    owner.close();
    try (Stream<Path> left = Files.list(root().resolve("shared").resolve("owner"))) {
      assertThat(left).isEmpty();
    }
  }

  private static long have(ArchiveTransport transport, SharedFile file) {
    return transport.status(file.info().infoHash()).orElseThrow().have();
  }
}
