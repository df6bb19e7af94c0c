package org.annals.node.eviction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.annals.archiver.ChunkId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.RemovedChunks;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.storage.ChunkRecord;
import org.annals.quota.storage.ChunkRecord.Standing;

/**
 * Half-fetched files: counted with their lengths, and with the records beside them. One that nobody
 * works on makes room like a chunk. Thread-safe.
 */
public final class PartialFiles implements RemovedChunks.Partials {
  private static final String PREFIX = "partial ";
  private static final String SUFFIX = ".annals";
  private static final Pattern CHUNK = Pattern.compile("[0-9a-f]{64}\\.annals");

  private final Path directory;
  private final Communities communities;
  private final StorageReservations storage;
  private final Predicate<InfoHash> active;

  /**
   * The files of one directory.
   *
   * @param active whether the transport has a file in hand
   */
  public PartialFiles(
      Path directory,
      Communities communities,
      StorageReservations storage,
      Predicate<InfoHash> active) {
    this.directory = directory;
    this.communities = communities;
    this.storage = storage;
    this.active = active;
  }

  /** Those that nobody works on. */
  List<ChunkRecord> idle() throws IOException {
    List<ChunkRecord> records = new ArrayList<>();
    for (Map.Entry<ChunkId, Long> each : lengths().entrySet()) {
      Optional<LedgerEntry> entry = entry(each.getKey());
      if (entry.isPresent() && !active.test(entry.get().infoHash())) {
        records.add(record(entry.get(), each.getValue()));
      }
    }
    return records;
  }

  /** All of them; of those that are being fetched, all that they may still become. */
  List<ChunkRecord> all() throws IOException {
    List<ChunkRecord> records = idle();
    for (Community community : communities.all()) {
      for (LedgerEntry entry : community.chunks().all()) {
        if (entry.file().isEmpty() && isActive(entry)) {
          records.add(record(entry, entry.size()));
        }
      }
    }
    return records;
  }

  /** Whether the transport has it in hand. */
  boolean isActive(LedgerEntry entry) {
    return active.test(entry.infoHash());
  }

  /** How much is there of each half-fetched chunk, records included. */
  Map<ChunkId, Long> lengths() throws IOException {
    Map<ChunkId, Long> lengths = new HashMap<>();
    for (Path file : files()) {
      String name = nameOf(file);
      if (CHUNK.matcher(name).matches()) {
        ChunkId chunk = ChunkId.parse(name.substring(0, name.length() - SUFFIX.length()));
        lengths.merge(chunk, length(file), Long::sum);
      }
    }
    return lengths;
  }

  private static ChunkRecord record(LedgerEntry entry, long bytes) {
    return new ChunkRecord(
        entry.community().account(),
        PREFIX + entry.chunk(),
        ChunkRecords.age(entry.position()),
        bytes,
        Standing.HELD);
  }

  private Optional<LedgerEntry> entry(ChunkId chunk) throws IOException {
    for (Community community : communities.all()) {
      Optional<LedgerEntry> entry = community.chunks().find(chunk);
      if (entry.isPresent()) {
        return entry;
      }
    }
    return Optional.empty();
  }

  /** Whether a record stands for a half-fetched file, not for a chunk. */
  static boolean isPartial(ChunkRecord record) {
    return record.chunk().startsWith(PREFIX);
  }

  /** The chunk of which a record's file is a part. */
  static ChunkId chunk(ChunkRecord record) {
    return ChunkId.parse(record.chunk().substring(PREFIX.length()));
  }

  /** Deletes the file that a record stands for. */
  void delete(ChunkRecord record) throws IOException {
    delete(record.account(), directory.resolve(chunk(record) + SUFFIX));
  }

  @Override
  public boolean holds(LedgerEntry entry) throws IOException {
    return lengths().containsKey(entry.chunk());
  }

  @Override
  public void delete(LedgerEntry entry) throws IOException {
    delete(entry.community().account(), directory.resolve(entry.chunk() + SUFFIX));
  }

  /** Deletes a file that is not in use any more, with the records beside it. */
  public void delete(Account account, Path target) throws IOException {
    for (Path file : files()) {
      if (nameOf(file).equals(target.getFileName().toString())) {
        long length = length(file);
        Files.deleteIfExists(file);
        storage.freed(account, StorageKind.PARTIAL, length);
      }
    }
  }

  private static long length(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Records beside a file have names that begin with its own. */
  public static String nameOf(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    int end = dot < 0 ? -1 : name.indexOf('.', dot + 1);
    return end < 0 ? name : name.substring(0, end);
  }
}
