package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.Reservation;

/**
 * A file that is being fetched, with its durable record.
 *
 * <ul>
 *   <li>A piece is recorded only after its bytes were forced to disk.
 *   <li>Bytes count as stored from the first byte of a piece on; nothing is written that was not
 *       reserved.
 *   <li>Blocks that arrive in order are hashed from memory, others are read back.
 * </ul>
 *
 * <p>Used by one disk lane, except {@link #channel}, which is for reading on any thread.
 */
final class PartialFile {
  private final TorrentInfo info;
  private final Path target;
  private final FileChannel channel;
  private final Reservation reservation;
  private final BitSet have;
  private final BitSet touched;
  private final Map<Integer, Hashing> hashing = new HashMap<>();
  private boolean unrecorded;
  private boolean closed;

  private PartialFile(
      TorrentInfo info,
      Path target,
      FileChannel channel,
      Reservation reservation,
      BitSet have,
      BitSet touched) {
    this.info = info;
    this.target = target;
    this.channel = channel;
    this.reservation = reservation;
    this.have = have;
    this.touched = touched;
  }

  /** Bytes that must be reserved before a file is opened. */
  static long toReserve(TorrentInfo info, Optional<PieceRecord> record) {
    BitSet touched = record.map(PieceRecord::touched).orElseGet(BitSet::new);
    long bytes = info.length();
    for (int i = touched.nextSetBit(0); i >= 0; i = touched.nextSetBit(i + 1)) {
      bytes -= sizeOf(info, i);
    }
    return bytes;
  }

  /** Opens or creates the file; without a record, what is there is dropped. */
  static PartialFile open(
      TorrentInfo info, Path target, Optional<PieceRecord> record, Reservation reservation)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            target, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (record.isEmpty()) {
      channel.truncate(0);
    }
    BitSet have = record.map(PieceRecord::have).orElseGet(BitSet::new);
    BitSet touched = record.map(PieceRecord::touched).orElseGet(BitSet::new);
    return new PartialFile(info, target, channel, reservation, have, touched);
  }

  FileChannel channel() {
    return channel;
  }

  private static int sizeOf(TorrentInfo info, int piece) {
    long start = (long) piece * info.pieceLength();
    return (int) Math.max(0, Math.min(info.pieceLength(), info.length() - start));
  }

  void write(Block block, ByteBuffer data) throws IOException {
    if (closed) {
      return;
    }
    if (!touched.get(block.piece())) {
      reservation.stored(sizeOf(info, block.piece()));
      touched.set(block.piece());
    }
    long position = (long) block.piece() * info.pieceLength() + block.offset();
    ByteBuffer reading = data.duplicate();
    while (data.hasRemaining()) {
      position += channel.write(data, position);
    }
    hashing.computeIfAbsent(block.piece(), p -> new Hashing()).add(block.offset(), reading);
  }

  /** Whether a piece, all of whose blocks were written, has the right hash. */
  boolean verify(int piece) throws IOException {
    Hashing hash = hashing.remove(piece);
    if (closed || hash == null) {
      return false;
    }
    hash.readRest(piece);
    boolean right = ExpectedInfo.hashIs(info, piece, hash.digest.digest());
    if (right) {
      have.set(piece);
      unrecorded = true;
    }
    return right;
  }

  /** Forces what was verified to disk, then records it. */
  void record() throws IOException {
    if (unrecorded && !closed) {
      unrecorded = false;
      channel.force(false);
      new PieceRecord(info.infoHash(), info.dictionary(), have, touched).write(target, true);
    }
  }

  /** Makes the whole file durable. Its record need not be: without it the file is fetched again. */
  void finish() throws IOException {
    if (!closed) {
      unrecorded = false;
      channel.force(true);
      new PieceRecord(info.infoHash(), info.dictionary(), have, touched).write(target, false);
      reservation.close();
    }
  }

  /** Records and closes. The partial file and its record stay. */
  void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      record();
    } finally {
      abandon();
    }
  }

  /** Closes without a record, after a failure of the disk. */
  void abandon() throws IOException {
    closed = true;
    reservation.close();
    channel.close();
  }

  private final class Hashing {
    private final MessageDigest digest = ExpectedInfo.sha1();
    private int next;

    void add(int offset, ByteBuffer data) {
      if (offset == next) {
        next += data.remaining();
        digest.update(data);
      }
    }

    void readRest(int piece) throws IOException {
      int size = sizeOf(info, piece);
      ByteBuffer buffer = ByteBuffer.allocate(Math.min(64 * 1024, Math.max(1, size - next)));
      while (next < size) {
        buffer.clear().limit(Math.min(buffer.capacity(), size - next));
        OpenFiles.readFully(channel, (long) piece * info.pieceLength() + next, buffer);
        next += buffer.position();
        digest.update(buffer.flip());
      }
    }
  }
}
