package org.annals.node.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.annals.keys.AtomicFile;
import org.annals.quota.TransferTotals;

/**
 * One account's past traffic in a file of fixed size: for each {@link Resolution} a ring of slots.
 * A slot tells its own time, so rings need no pointers, time may jump, and spans in which nothing
 * was measured are seen as missing. What was added is in the file at once: a killed process loses
 * nothing of it, a power failure the last moments.
 *
 * <p>Slot: step number since the epoch (8 bytes), four counters (8 bytes each), CRC-32 of these (4
 * bytes); big-endian. Thread-safe.
 */
final class TrafficRings implements AutoCloseable {
  private static final int COUNTERS = 4;
  private static final int BODY = Long.BYTES * (1 + COUNTERS);
  private static final int SLOT = BODY + Integer.BYTES;

  /** Size of every file. */
  static final long FILE_BYTES =
      (Resolution.HOUR.firstSlot() + Resolution.HOUR.slots()) * (long) SLOT;

  private final FileChannel file;
  private final Map<Resolution, Slot> current = new EnumMap<>(Resolution.class);

  private record Slot(long step, TransferTotals moved) {}

  private TrafficRings(FileChannel file) {
    this.file = file;
  }

  /** Opens a file, which is made when it is not there; its bytes are reserved by the caller. */
  static TrafficRings open(Path path) throws IOException {
    if (AtomicFile.attributes(path).isEmpty()) {
      make(path);
    }
    return new TrafficRings(
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Written in full, so that a disk without room says so now and never later. */
  private static void make(Path path) throws IOException {
    Path temporary = path.resolveSibling(path.getFileName() + ".new");
    Files.write(temporary, new byte[(int) FILE_BYTES]);
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Adds what has moved up to now since the last time. */
  synchronized void add(Instant now, TransferTotals moved) throws IOException {
    for (Resolution each : Resolution.values()) {
      long step = now.getEpochSecond() / each.step().toSeconds();
      Slot slot = current.get(each);
      if (slot == null || slot.step != step) {
        slot = read(each, step).orElse(new Slot(step, TransferTotals.NONE));
      }
      slot = new Slot(step, slot.moved.plus(moved));
      current.put(each, slot);
      write(each, slot);
    }
  }

  /** What moved in each step from one moment to another, oldest first; unmeasured ones missing. */
  synchronized List<Sample> series(Resolution resolution, Instant from, Instant to)
      throws IOException {
    long seconds = resolution.step().toSeconds();
    long last = to.getEpochSecond() / seconds;
    long first = Math.max(from.getEpochSecond() / seconds, last - resolution.slots() + 1);
    List<Sample> all = new ArrayList<>();
    for (long step = first; step <= last; step++) {
      Instant start = Instant.ofEpochSecond(step * seconds);
      read(resolution, step).ifPresent(slot -> all.add(new Sample(start, slot.moved)));
    }
    return all;
  }

  private static long place(Resolution resolution, long step) {
    return (resolution.firstSlot() + Math.floorMod(step, resolution.slots())) * (long) SLOT;
  }

  private Optional<Slot> read(Resolution resolution, long step) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT);
    long place = place(resolution, step);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, place + bytes.position()) < 0) {
        return Optional.empty();
      }
    }
    bytes.flip();
    if (bytes.getLong(0) != step || bytes.getInt(BODY) != crc(bytes.array())) {
      return Optional.empty();
    }
    return Optional.of(
        new Slot(
            bytes.getLong(),
            new TransferTotals(
                bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong())));
  }

  private void write(Resolution resolution, Slot slot) throws IOException {
    TransferTotals moved = slot.moved;
    ByteBuffer bytes =
        ByteBuffer.allocate(SLOT)
            .putLong(slot.step)
            .putLong(moved.upPayload())
            .putLong(moved.upWire())
            .putLong(moved.downPayload())
            .putLong(moved.downWire());
    bytes.putInt(crc(bytes.array())).flip();
    long place = place(resolution, slot.step);
    while (bytes.hasRemaining()) {
      file.write(bytes, place + bytes.position());
    }
  }

  private static int crc(byte[] slot) {
    CRC32 crc = new CRC32();
    crc.update(slot, 0, BODY);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
