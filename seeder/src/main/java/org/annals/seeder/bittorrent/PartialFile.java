package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.Reservation;

/**
 * A file that is being fetched, with its durable record.
 *
 * <ul>
 *   <li>A piece is recorded only after its bytes were forced to disk.
 *   <li>Nothing is written that was not reserved. The file counts with its length, gaps included;
 *       its record counts too, and is reserved twice because it is replaced as a whole.
 *   <li>Blocks that arrive in order are hashed from memory, others are read back.
 * </ul>
 *
 * <p>Used by one disk lane, except {@link #channel}, which is for reading on any thread, and {@link
 * #record}.
 */
final class PartialFile {
  private final TorrentInfo info;
  private final Path target;
  private final FileChannel channel;
  private final Reservation reservation;
  private final BitSet have;
  private final Map<Integer, Hashing> hashing = new HashMap<>();
  private long counted;

  /** Held while a record is made, so that none is made of a file that is closed. */
  private final Object recording = new Object();

  private long recordCounted;
  private int recorded;
  private boolean closed;

  private PartialFile(
      TorrentInfo info, Path target, FileChannel channel, Reservation reservation, BitSet have)
      throws IOException {
    this.info = info;
    this.target = target;
    this.channel = channel;
    this.reservation = reservation;
    this.have = have;
    this.counted = channel.size();
    this.recordCounted = PieceRecord.length(target);
    this.recorded = have.cardinality();
  }

  /** Bytes that must be reserved before a file is opened; what is there of it is counted. */
  static long toReserve(TorrentInfo info, Path target) throws IOException {
    long there = Files.exists(target) ? Files.size(target) : 0;
    long records = 2 * PieceRecord.longest(info.dictionary(), info.pieceCount());
    return Math.max(0, info.length() - there) + Math.max(0, records - PieceRecord.length(target));
  }

  /** Removes a file that has no usable record; returns how many bytes are free now. */
  static long drop(Path target) throws IOException {
    long length = Files.exists(target) ? Files.size(target) : 0;
    Files.deleteIfExists(target);
    return length + PieceRecord.delete(target);
  }

  /** Opens or creates the file, for which {@link #toReserve} was reserved. */
  static PartialFile open(TorrentInfo info, Path target, BitSet have, Reservation reservation)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            target, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new PartialFile(info, target, channel, reservation, have);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
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
    long position = (long) block.piece() * info.pieceLength() + block.offset();
    ByteBuffer reading = data.duplicate();
    try {
      while (data.hasRemaining()) {
        position += channel.write(data, position);
      }
    } finally {
      count(position);
    }
    hashing.computeIfAbsent(block.piece(), p -> new Hashing()).add(block.offset(), reading);
  }

  /** Counts what was written, also when a write failed half-way. */
  private void count(long end) {
    if (end > counted) {
      reservation.stored(end - counted);
      counted = end;
    }
  }

  private void writeRecord(BitSet verified, boolean durable) throws IOException {
    new PieceRecord(info.infoHash(), info.dictionary(), verified).write(target, durable);
    recorded = verified.cardinality();
    long now = PieceRecord.length(target);
    if (now > recordCounted) {
      reservation.stored(now - recordCounted);
      recordCounted = now;
    }
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
    }
    return right;
  }

  /**
   * Forces verified pieces to disk, then records them, unless as many are recorded. On any thread:
   * the lane writes on meanwhile.
   *
   * @param verified not changed any more
   */
  void record(BitSet verified) throws IOException {
    synchronized (recording) {
      if (!closed && verified.cardinality() > recorded) {
        channel.force(false);
        writeRecord(verified, true);
      }
    }
  }

  /** Makes the whole file durable. Its record need not be: without it the file is fetched again. */
  void finish() throws IOException {
    synchronized (recording) {
      if (!closed) {
        channel.force(true);
        writeRecord(have, false);
        reservation.close();
      }
    }
  }

  /** Records and closes. The partial file and its record stay. */
  void close() throws IOException {
    try {
      record(have);
    } finally {
      abandon();
    }
  }

  /** Closes without a record, after a failure of the disk. */
  void abandon() throws IOException {
    synchronized (recording) {
      closed = true;
      reservation.close();
      channel.close();
    }
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
