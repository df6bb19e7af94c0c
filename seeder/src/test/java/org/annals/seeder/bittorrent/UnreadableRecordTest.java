package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.seeder.ArchiveTransport.FetchFailure;
import org.annals.seeder.FetchRecord;
import org.annals.seeder.SharedFile;
import org.annals.testkit.fault.FaultFileSystem;
import org.annals.testkit.fault.Faults;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does not give a record takes nothing of what was fetched away. */
final class UnreadableRecordTest {
  private static final String HOST = "127.0.0.1";
  private static final SharedFile FILE = SharedFile.ofSize(3 << 20, 21);

  @TempDir @Nullable Path temp;
  private @Nullable TransportLab lab;
  private List<PeerAddress> owner = List.of();

  @BeforeEach
  void seed() throws IOException {
    lab = new TransportLab(requireNonNull(temp).resolve("lab"));
    BitTorrentTransport transport = lab.open(HOST);
    lab.seed(transport, FILE, "owner");
    owner = List.of(TransportLab.address(HOST, transport.port()));
  }

  @AfterEach
  void close() throws Exception {
    requireNonNull(lab).close();
  }

  /** All but the last piece is there. */
  private static void leavePartial(Path target) throws IOException {
    TorrentInfo info = FILE.info();
    byte[] bytes = FILE.bytes().clone();
    int last = bytes.length - info.pieceLength();
    Arrays.fill(bytes, last, bytes.length, (byte) 0);
    Files.write(target, bytes);
    BitSet have = new BitSet();
    have.set(0, info.pieceCount() - 1);
    new PieceRecord(info.infoHash(), info.dictionary(), have).write(target, true);
  }

  private interface Plan {
    void make(Faults faults);
  }

  private void errorThenAgain(String name, Plan plan) throws IOException {
    FaultFileSystem disk =
        new FaultFileSystem(Files.createDirectory(requireNonNull(temp).resolve(name)));
    Path target = FILE.order(disk.root(), owner).target();
    leavePartial(target);
    byte[] before = Files.readAllBytes(target);
    byte[] record = Files.readAllBytes(PieceRecord.beside(target));
    UnlimitedTransferGate gate = new UnlimitedTransferGate();
    BitTorrentTransport member =
        requireNonNull(lab).open(HOST, BitTorrentSettings.Deadlines.USUAL, gate);
    disk.faults().clear();
    plan.make(disk.faults());

    FetchRecord failed = new FetchRecord();
    member.fetch(FILE.order(disk.root(), owner), failed);

    assertThat(failed.awaitFailed(FetchFailure.Disk.class).reason()).contains("planned");
    assertThat(target).hasBinaryContent(before);
    assertThat(PieceRecord.beside(target)).hasBinaryContent(record);
    FetchRecord again = new FetchRecord();
    member.fetch(FILE.order(disk.root(), owner), again);
    assertThat(again.awaitCompleted().file()).hasBinaryContent(FILE.bytes());
    assertThat(gate.totals().downPayload()).isEqualTo(FILE.info().pieceLength());
  }

  @Test
  void fetch_recordUnreadable_isToldAndKeepsWhatWasFetched() throws IOException {
    for (int k = 1; k <= 2; k++) {
      int call = k;
      errorThenAgain("call-" + k, faults -> faults.failCall(call));
      errorThenAgain("look-" + k, faults -> faults.failLook(call));
    }
  }
}
