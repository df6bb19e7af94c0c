package org.annals.node.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.annals.keys.AtomicFile;
import org.annals.quota.Account;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferTotals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of {@link TrafficRings}, one for each account that ever moved a byte. Where there is no
 * room for one, its past is not kept; one that fails is tried again with the next bytes, and said
 * once. Counters go on all the same. Thread-safe.
 */
final class RingFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RingFiles.class);
  private static final String SUFFIX = ".rings";

  private final Path directory;
  private final StorageReservations storage;
  private final Map<Account, Optional<TrafficRings>> open = new HashMap<>();
  private final Set<Account> failing = new HashSet<>();

  /** Files in a directory, which is made when it is needed; what is there is counted. */
  RingFiles(Path directory, StorageReservations storage) throws IOException {
    this.directory = directory;
    this.storage = storage;
    if (Files.isDirectory(directory)) {
      try (Stream<Path> all = Files.list(directory)) {
        for (Path each : all.toList()) {
          count(each);
        }
      }
    }
  }

  private void count(Path file) throws IOException {
    if (file.toString().endsWith(SUFFIX)) {
      storage.found(Account.NODE, StorageKind.LOG, Files.size(file));
    } else {
      Files.delete(file);
    }
  }

  synchronized void add(Account account, Instant now, TransferTotals moved) {
    try {
      Optional<TrafficRings> rings = open.get(account);
      if (rings == null) {
        rings = open(account, true);
        open.put(account, rings);
      }
      if (rings.isPresent()) {
        rings.get().add(now, moved);
      }
      failing.remove(account);
    } catch (IOException e) {
      if (failing.add(account)) {
        log.warn("the traffic of {} is not kept while its file fails", account.name(), e);
      }
    }
  }

  synchronized List<Sample> series(Account account, Resolution resolution, Instant from, Instant to)
      throws IOException {
    Optional<TrafficRings> rings = open.get(account);
    if (rings == null) {
      rings = open(account, false);
      if (rings.isPresent()) {
        open.put(account, rings);
      }
    }
    return rings.isPresent() ? rings.get().series(resolution, from, to) : List.of();
  }

  private Optional<TrafficRings> open(Account account, boolean make) throws IOException {
    Path file = directory.resolve(account.name() + SUFFIX);
    if (AtomicFile.attributes(file).isPresent()) {
      return Optional.of(TrafficRings.open(file));
    }
    if (!make) {
      return Optional.empty();
    }
    ReserveOutcome outcome =
        storage.reserve(Account.NODE, StorageKind.LOG, TrafficRings.FILE_BYTES);
    if (outcome instanceof ReserveOutcome.Refused refused) {
      log.warn("no room to keep the past traffic of {}: {}", account.name(), refused.reason());
      return Optional.empty();
    }
    try (var reservation = ((ReserveOutcome.Granted) outcome).reservation()) {
      Files.createDirectories(directory);
      TrafficRings rings = TrafficRings.open(file);
      reservation.stored(TrafficRings.FILE_BYTES);
      return Optional.of(rings);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Optional<TrafficRings> each : open.values()) {
      if (each.isPresent()) {
        each.get().close();
      }
    }
    open.clear();
  }
}
