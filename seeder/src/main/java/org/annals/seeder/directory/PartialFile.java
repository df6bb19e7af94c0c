package org.annals.seeder.directory;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.annals.quota.Reservation;

/**
 * A file of which some pieces are there, and beside it the record of which ones. The record is a
 * hint: what it claims is hashed when the file is opened. Both count with their lengths. Confined
 * to its fetch's lock.
 */
final class PartialFile implements Closeable {
  private final PieceTable table;
  private final Path record;
  private final FileChannel data;
  private final FileChannel marks;
  private final Reservation reservation;
  private final BitSet have = new BitSet();
  private long counted;
  private long haveBytes;

  private PartialFile(
      PieceTable table, Path record, FileChannel data, FileChannel marks, Reservation reservation)
      throws IOException {
    this.table = table;
    this.record = record;
    this.data = data;
    this.marks = marks;
    this.reservation = reservation;
    this.counted = data.size();
  }

  /** Bytes that must be reserved before a file is opened; what is there of it is counted. */
  static long toReserve(PieceTable table, Path target) throws IOException {
    return Math.max(0, table.info().length() - length(target))
        + Math.max(0, recordBytes(table) - length(recordOf(target)));
  }

  private static long length(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  static Path recordOf(Path target) {
    return target.resolveSibling(target.getFileName() + ".have");
  }

  /** Opens or creates; checks what is claimed. */
  static PartialFile open(PieceTable table, Path target, Reservation reservation)
      throws IOException {
    Path record = recordOf(target);
    BitSet claimed = claimed(table, target, record);
    FileChannel data = FileChannel.open(target, CREATE, READ, WRITE);
    FileChannel marks;
    try {
      marks = FileChannel.open(record, CREATE, READ, WRITE);
    } catch (IOException e) {
      data.close();
      throw e;
    }
    PartialFile file = new PartialFile(table, record, data, marks, reservation);
    try {
      file.restore(claimed);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return file;
  }

  private static BitSet claimed(PieceTable table, Path target, Path record) throws IOException {
    BitSet claimed = new BitSet();
    if (Files.isRegularFile(record) && Files.size(record) <= recordBytes(table)) {
      claimed.or(BitSet.valueOf(Files.readAllBytes(record)));
      claimed.clear(table.pieces(), Math.max(table.pieces(), claimed.length()));
    } else if (Files.isRegularFile(target) && Files.size(target) == table.info().length()) {
      // A file that was complete has no record any more.
      claimed.set(0, table.pieces());
    }
    return claimed;
  }

  static int recordBytes(PieceTable table) {
    return (table.pieces() + 7) / 8;
  }

  private void restore(BitSet claimed) throws IOException {
    for (int piece = claimed.nextSetBit(0); piece >= 0; piece = claimed.nextSetBit(piece + 1)) {
      ByteBuffer bytes = ByteBuffer.allocate(table.length(piece));
      if (read(bytes, table.offset(piece)) && table.matches(piece, bytes.array())) {
        have.set(piece);
        haveBytes += table.length(piece);
      }
    }
    byte[] kept = Arrays.copyOf(have.toByteArray(), recordBytes(table));
    long before = marks.size();
    writeFully(marks, ByteBuffer.wrap(kept), 0);
    reservation.stored(Math.max(0, kept.length - before));
  }

  private boolean read(ByteBuffer bytes, long offset) throws IOException {
    while (bytes.hasRemaining()) {
      if (data.read(bytes, offset + bytes.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Writes a checked piece, and only then its mark. */
  void put(int piece, byte[] bytes) throws IOException {
    try {
      writeFully(data, ByteBuffer.wrap(bytes), table.offset(piece));
    } finally {
      long now = Math.max(counted, data.size());
      reservation.stored(now - counted);
      counted = now;
    }
    have.set(piece);
    haveBytes += bytes.length;
    byte[] all = Arrays.copyOf(have.toByteArray(), recordBytes(table));
    writeFully(marks, ByteBuffer.wrap(all, piece / 8, 1), piece / 8);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
      throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  int nextMissing(int from) {
    int piece = have.nextClearBit(from);
    return piece < table.pieces() ? piece : -1;
  }

  boolean complete() {
    return nextMissing(0) < 0;
  }

  long haveBytes() {
    return haveBytes;
  }

  /** Makes a complete file durable and drops the record. */
  void finish() throws IOException {
    data.force(true);
    close();
    Files.deleteIfExists(record);
  }

  @Override
  public void close() throws IOException {
    try (data;
        marks) {
      // Closes both, whatever becomes of the first.
    }
  }
}
