package org.annals.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Files that are there whole or not at all (DESIGN section 8, invariant 5): temporary file, fsync,
 * rename, fsync of the directory. Stateless and thread-safe; two writers of one target must agree
 * among themselves.
 */
public final class AtomicFile {
  private static final String TEMPORARY = ".tmp";

  private AtomicFile() {}

  /** Whether a name is that of an unfinished write, to be removed at the start. */
  public static boolean isTemporary(Path file) {
    return file.toString().endsWith(TEMPORARY);
  }

  /** Where {@link #write} puts the bytes before they get their name. */
  public static Path temporary(Path target) {
    return target.resolveSibling(target.getFileName() + TEMPORARY);
  }

  /**
   * Writes a small file that everybody may read who may enter its directory; replaces an older one.
   */
  public static void write(Path target, byte[] content) throws IOException {
    write(target, content, new FileAttribute<?>[0]);
  }

  /** Writes a small file that only its owner may read (0600 on POSIX). Replaces an older one. */
  public static void writeSecret(Path target, byte[] content) throws IOException {
    write(target, content, ownerOnly(target, "rw-------"));
  }

  /** Creates a directory that only its owner may enter (0700 on POSIX), with its parents. */
  public static void createSecretDirectory(Path directory) throws IOException {
    Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
  }

  /**
   * What is known of a file, or empty when there is none. {@link Files#exists} says no also when
   * the disk does not answer; whoever acts on a no must not take that for one.
   *
   * @throws IOException when it cannot be found out
   */
  public static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Gives a file, whose bytes are durable already, its final name; durable on return. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(parent(to));
  }

  /** Makes a file's bytes durable. */
  public static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Makes names in a directory durable, where the system can do that. */
  public static void syncDirectory(Path directory) throws IOException {
    if (isPosix(directory)) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void write(Path target, byte[] content, FileAttribute<?>... attributes)
      throws IOException {
    Path temporary = temporary(target);
    // An unfinished write of an earlier run may be in the way, with other permissions.
    Files.deleteIfExists(temporary);
    EnumSet<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(temporary, options, attributes)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    rename(temporary, target);
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a file has a directory: " + file);
    }
    return parent;
  }
}
