package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.annals.archiver.PeerAddress;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.seeder.FetchRecord;
import org.annals.seeder.SharedFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManyAndKilledTest {
  @TempDir @Nullable Path temp;
  private @Nullable TransportLab lab;
  private @Nullable Process child;

  @BeforeEach
  void open() {
    lab = new TransportLab(requireNonNull(temp));
  }

  @AfterEach
  void close() throws Exception {
    if (child != null) {
      child.destroyForcibly();
    }
    requireNonNull(lab).close();
  }

  private TransportLab lab() {
    return requireNonNull(lab);
  }

  @Test
  void fortyFilesAtOnce_fromOneSeeder_mixNothingUpAndTakeFewThreads() throws IOException {
    BitTorrentTransport owner = lab().open("127.0.0.1");
    BitTorrentTransport member = lab().open("127.0.0.2");
    List<PeerAddress> from = List.of(TransportLab.address("127.0.0.1", owner.port()));
    List<SharedFile> files = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      files.add(SharedFile.ofSize(2 * 1024 * 1024, 500 + i));
      lab().seed(owner, files.get(i), "owner");
    }
    List<FetchRecord> records = new ArrayList<>();
    for (SharedFile file : files) {
      records.add(lab().fetch(member, file, "member", from));
    }
    for (int i = 0; i < 40; i++) {
      assertThat(records.get(i).awaitCompleted().file()).hasBinaryContent(files.get(i).bytes());
    }
    long ours =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().contains("torrent") || t.getName().contains("bt."))
            .count();
    assertThat(ours).isLessThanOrEqualTo(2 * 8);
  }

  @Test
  void fetch_killedHalfWay_goesOnWithWhatWasRecorded() throws Exception {
    SharedFile file = SharedFile.ofSize(KilledFetch.SIZE, KilledFetch.SEED);
    BitTorrentTransport owner = lab().open("127.0.0.1");
    lab().seed(owner, file, "owner");
    Path directory = lab().directory("member");
    Path target = directory.resolve(file.info().name() + ".part");
    int allowed = 4 * 1024 * 1024;
    Process running = child(owner.port(), directory, allowed);
    TransportLab.eventually(() -> recorded(target, file) > allowed - 512 * 1024);
    running.destroyForcibly().waitFor();
    long recorded = recorded(target, file);

    UnlimitedTransferGate gate = new UnlimitedTransferGate();
    BitTorrentTransport member = lab().open("127.0.0.2", BitTorrentSettings.Deadlines.USUAL, gate);
    List<PeerAddress> from = List.of(TransportLab.address("127.0.0.1", owner.port()));
    FetchRecord record = lab().fetch(member, file, "member", from);

    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
    assertThat(gate.totals().downPayload())
        .isLessThanOrEqualTo(KilledFetch.SIZE - recorded + Block.SIZE);
  }

  private Process child(int port, Path directory, int allowed) throws IOException {
    String surefire = System.getProperty("surefire.test.class.path");
    String classPath = surefire == null ? System.getProperty("java.class.path") : surefire;
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-cp",
                classPath,
                KilledFetch.class.getName(),
                Integer.toString(port),
                directory.toString(),
                Integer.toString(allowed))
            .inheritIO()
            .start();
    child = started;
    return started;
  }

  private static long recorded(Path target, SharedFile file) {
    try {
      Optional<PieceRecord> record = PieceRecord.read(target, file.info().infoHash());
      return record.map(r -> (long) r.have().cardinality() * file.info().pieceLength()).orElse(0L);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void seederThatGoesAndComesBack_isDialledAgain() throws IOException {
    SharedFile file = SharedFile.ofSize(3_000_000, 9);
    BitTorrentTransport first = lab().open("127.0.0.1");
    int port = first.port();
    BitTorrentTransport member = lab().open("127.0.0.2");
    List<PeerAddress> from = List.of(TransportLab.address("127.0.0.1", port));
    FetchRecord record = lab().fetch(member, file, "member", from);
    first.close();

    BitTorrentTransport again =
        lab()
            .closing(
                BitTorrentTransport.open(
                    BitTorrentSettings.quiet(
                        TransportLab.address("127.0.0.1", port).address(), port),
                    new BitTorrentTransport.Surroundings(
                        new UnlimitedTransferGate(),
                        new UnlimitedStorage(),
                        System::nanoTime,
                        new SplittableRandom(5))));
    lab().seed(again, file, "owner");

    assertThat(record.awaitCompleted().file()).hasBinaryContent(file.bytes());
    TransportLab.eventually(() -> member.connectedPeers(file.info().infoHash()).equals(from));
  }
}
