package org.annals.archiver.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.keys.AtomicFile;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunk files whose bytes have gone bad, kept beside the good ones: an owner who is alone packs the
 * chunk again from what is left in them.
 *
 * <ul>
 *   <li>At most one for each chunk, and at most {@link #MOST_BYTES} for a community; beyond that
 *       those that were set aside first go.
 *   <li>Counted as chunks.
 *   <li>Never served, never taken for the chunk.
 * </ul>
 */
final class DamagedFiles {
  /** Eight chunks of the largest size. */
  static final long MOST_BYTES = 256L << 20;

  private static final Logger log = LoggerFactory.getLogger(DamagedFiles.class);

  private final ChunkFiles files;
  private final StorageReservations storage;
  private final Clock clock;
  private final long mostBytes;

  DamagedFiles(ChunkFiles files, StorageReservations storage, Clock clock, long mostBytes) {
    this.files = files;
    this.storage = storage;
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  /** The set aside file of a chunk. */
  Optional<Path> find(CommunityId community, ChunkId chunk) {
    return Optional.of(files.damaged(community, chunk)).filter(Files::isRegularFile);
  }

  /** Moves a chunk's file here, if there is one. Durable on return. */
  void take(CommunityId community, ChunkId chunk) throws IOException {
    Path file = files.file(community, chunk);
    if (AtomicFile.attributes(file).isEmpty()) {
      return;
    }
    drop(community, chunk);
    Path target = files.damaged(community, chunk);
    Files.createDirectories(target.getParent());
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    AtomicFile.rename(file, target);
    AtomicFile.syncDirectory(files.directory(community));
    log.warn("the damaged file of chunk {} was set aside: {}", chunk, target);
    bound(community, target);
  }

  private void bound(CommunityId community, Path newest) throws IOException {
    List<Path> oldestFirst = new ArrayList<>(files.listDamaged(community));
    oldestFirst.remove(newest);
    oldestFirst.sort(Comparator.comparing(file -> file.toFile().lastModified()));
    long bytes = Files.size(newest);
    for (Path each : oldestFirst) {
      bytes += Files.size(each);
    }
    for (Path each : oldestFirst) {
      if (bytes <= mostBytes) {
        return;
      }
      bytes -= Files.size(each);
      log.warn("{} is deleted: more than {} bytes are set aside", each, mostBytes);
      delete(community, each);
    }
  }

  /** Deletes the set aside file of a chunk that needs it no more. */
  void drop(CommunityId community, ChunkId chunk) throws IOException {
    Optional<Path> file = find(community, chunk);
    if (file.isPresent()) {
      delete(community, file.get());
    }
  }

  /** Counts what earlier runs have set aside; deletes what belongs to no chunk that is wanted. */
  void found(CommunityId community, Predicate<ChunkId> wanted) throws IOException {
    for (Path file : files.listDamaged(community)) {
      storage.found(community.account(), StorageKind.CHUNK, Files.size(file));
      if (ChunkFiles.chunk(file).filter(wanted).isEmpty()) {
        delete(community, file);
      }
    }
  }

  private void delete(CommunityId community, Path file) throws IOException {
    long size = Files.size(file);
    Files.delete(file);
    AtomicFile.syncDirectory(files.directory(community).resolve(ChunkFiles.DAMAGED));
    storage.freed(community.account(), StorageKind.CHUNK, size);
  }
}
