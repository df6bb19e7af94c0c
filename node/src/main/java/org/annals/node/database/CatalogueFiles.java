package org.annals.node.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.annals.keys.Digest;
import org.annals.quota.Account;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;

/** The kept catalogue files of one community, named by their digests. Thread-safe. */
public final class CatalogueFiles {
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
    return directory.resolve(digest.hex() + ".annalscat");
  }

  synchronized void keep(Digest digest, byte[] file) throws IOException {
    Path target = path(digest);
    if (Files.exists(target)) {
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
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }
}
