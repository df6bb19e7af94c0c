package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.Account;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are made beside the writing never say less than those before, nor come too late. */
final class PartialFileTest {
  @TempDir @Nullable Path temp;
  private byte[] bytes = {};
  private @Nullable TorrentInfo info;
  private @Nullable PartialFile file;

  @BeforeEach
  void open() throws IOException {
    LargeFile whole = LargeFile.write(requireNonNull(temp), 3 << 20, 1);
    bytes = Files.readAllBytes(whole.file());
    info = whole.info();
    ReserveOutcome room =
        new UnlimitedStorage()
            .reserve(Account.NODE, StorageKind.PARTIAL, PartialFile.toReserve(info(), target()));
    file =
        PartialFile.open(
            info(), target(), new BitSet(), ((ReserveOutcome.Granted) room).reservation());
  }

  private TorrentInfo info() {
    return requireNonNull(info);
  }

  private PartialFile file() {
    return requireNonNull(file);
  }

  private Path target() {
    return requireNonNull(temp).resolve("partial");
  }

  private void fetched(int piece) throws IOException {
    int length = info().pieceLength();
    for (int offset = 0; offset < length; offset += Block.SIZE) {
      Block block = new Block(piece, offset, Block.SIZE);
      file().write(block, ByteBuffer.wrap(bytes, piece * length + offset, Block.SIZE).slice());
    }
    assertThat(file().verify(piece)).isTrue();
  }

  private static BitSet pieces(int... pieces) {
    BitSet set = new BitSet();
    for (int piece : pieces) {
      set.set(piece);
    }
    return set;
  }

  private BitSet recorded() throws IOException {
    return PieceRecord.read(target(), info().infoHash()).map(PieceRecord::have).orElseThrow();
  }

  @Test
  void record_ofWhatWasVerifiedThen_isWhatARestartFinds() throws IOException {
    fetched(0);
    file().record(pieces(0));
    fetched(1);
    assertThat(recorded()).isEqualTo(pieces(0));
  }

  @Test
  void close_whatWasVerifiedSinceTheLastRecord_isRecorded() throws IOException {
    fetched(0);
    file().record(pieces(0));
    fetched(1);
    file().close();
    assertThat(recorded()).isEqualTo(pieces(0, 1));
  }

  @Test
  void record_thatComesLate_doesNotTakeTheNewerOnesPlace() throws IOException {
    fetched(0);
    fetched(1);
    file().record(pieces(0, 1));
    file().record(pieces(0));
    assertThat(recorded()).isEqualTo(pieces(0, 1));
  }

  @Test
  void record_afterTheEnd_writesNothing() throws IOException {
    fetched(0);
    file().abandon();
    file().record(pieces(0));
    assertThat(PieceRecord.beside(target())).doesNotExist();
  }
}
