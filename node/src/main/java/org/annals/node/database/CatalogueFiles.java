package org.annals.node.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.annals.keys.AtomicFile;
import org.annals.keys.Digest;
import org.annals.quota.Account;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;

/**
 * The kept catalogue files of one community, named by their digests: the newest ones and what is
 * named when others are dropped. Thread-safe.
 */
public final class CatalogueFiles {
  private static final String SUFFIX = ".annalscat";

  /** How many members keep seeding (FORMAT section 6). */
  private static final int NEWEST = 4;

  private final Path directory;
  private final Account account;
  private final StorageReservations storage;

  /** Files in a directory, which is made when the first one comes. */
  public CatalogueFiles(Path directory, Account account, StorageReservations storage) {
    this.directory = directory;
    this.account = account;
    this.storage = storage;
  }

  Path path(Digest digest) {
    return directory.resolve(digest.hex() + SUFFIX);
  }

  synchronized void keep(Digest digest, byte[] file) throws IOException {
    Path target = path(digest);
    if (AtomicFile.attributes(target).isPresent()) {
      return;
    }
    Files.createDirectories(directory);
    ReserveOutcome outcome = storage.reserve(account, StorageKind.CATALOGUE, file.length);
    if (outcome instanceof ReserveOutcome.Refused refused) {
      throw new IOException("no room for a catalogue: " + refused.reason());
    }
    try (Reservation reservation = ((ReserveOutcome.Granted) outcome).reservation()) {
      write(target, file);
      reservation.stored(file.length);
    }
  }

  private void write(Path target, byte[] file) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(file);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(directory)) {
      parent.force(true);
    }
  }

  Optional<byte[]> read(Digest digest) throws IOException {
    Path file = path(digest);
    return AtomicFile.attributes(file).isPresent()
        ? Optional.of(Files.readAllBytes(file))
        : Optional.empty();
  }

  /** The newest files, newest first. */
  synchronized List<Path> newest() throws IOException {
    try {
      return all().stream()
          .sorted(Comparator.comparing(CatalogueFiles::modified).reversed())
          .limit(NEWEST)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Deletes all but the newest and the named ones; their bytes count as free then. */
  synchronized void prune(Set<Digest> named) throws IOException {
    Set<Path> kept = new HashSet<>(newest());
    named.forEach(digest -> kept.add(path(digest)));
    for (Path file : all()) {
      if (!kept.contains(file)) {
        drop(file);
      }
    }
  }

  /** All but the named ones. */
  synchronized List<Path> others(Set<Digest> named) throws IOException {
    Set<Path> kept = new HashSet<>();
    named.forEach(digest -> kept.add(path(digest)));
    return all().stream().filter(file -> !kept.contains(file)).toList();
  }

  /** Deletes one; its bytes count as free then. */
  synchronized void drop(Path file) throws IOException {
    long size = Files.size(file);
    Files.delete(file);
    storage.freed(account, StorageKind.CATALOGUE, size);
  }

  private List<Path> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).toList();
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
