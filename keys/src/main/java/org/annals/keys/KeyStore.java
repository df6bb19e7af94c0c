package org.annals.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Private keys of a home, one file each in {@code keys/}.
 *
 * <ul>
 *   <li>Files are 0600 and written atomically; the directory is made 0700.
 *   <li>A key that others may read is refused, with the remedy, and nothing is changed.
 *   <li>A key is never overwritten by another one.
 * </ul>
 *
 * <p>Thread-safe within one process; a home has one process (DESIGN section 9).
 */
public final class KeyStore {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");
  private static final String SUFFIX = ".key";
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path directory;
  private final Secp256k1 curve;
  private final SecureRandom random;

  /** A store in this directory, which is made when the first key is stored. */
  public KeyStore(Path directory, Secp256k1 curve, SecureRandom random) {
    this.directory = directory;
    this.curve = curve;
    this.random = random;
  }

  /** A fresh key; stored nowhere yet. */
  public PrivateKey generate() {
    byte[] scalar = new byte[PrivateKey.LENGTH];
    while (true) {
      random.nextBytes(scalar);
      PrivateKey key = PrivateKey.of(scalar);
      if (curve.isValid(key)) {
        return key;
      }
    }
  }

  /**
   * Stores a key; durable on return.
   *
   * @param name lower-case letters, digits and hyphens, at most 100
   * @throws KeyStoreException when another key has that name, or the disk fails
   */
  public synchronized void store(String name, PrivateKey key) throws KeyStoreException {
    requireValid(key);
    Optional<PrivateKey> present = find(name);
    if (present.isPresent()) {
      requireSame(name, present.get(), key);
      return;
    }
    try {
      AtomicFile.createSecretDirectory(directory);
      AtomicFile.writeSecret(file(name), new KeyFile(name, key).encode());
    } catch (IOException e) {
      throw unwritable(file(name), e);
    }
  }

  /**
   * The key of this name, or empty when there is none.
   *
   * @throws KeyStoreException when others may read it, or it is damaged or unreadable
   */
  public synchronized Optional<PrivateKey> find(String name) throws KeyStoreException {
    Path file = file(name);
    if (!isThere(file)) {
      return Optional.empty();
    }
    requirePrivate(file);
    KeyFile content = read(file);
    if (!content.name().equals(name)) {
      throw damaged(file);
    }
    return Optional.of(content.key());
  }

  /** Names of all keys, ascending. */
  public synchronized List<String> names() throws KeyStoreException {
    if (!isThere(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  /**
   * Writes a key to a file of its own, 0600, to be kept elsewhere.
   *
   * @throws KeyStoreException when the key does not exist, the target does, or the disk fails
   */
  public synchronized void backup(String name, Path target) throws KeyStoreException {
    PrivateKey key =
        find(name)
            .orElseThrow(
                () ->
                    new KeyStoreException(
                        "ANN-1004",
                        "no key named " + name,
                        "See which keys exist: annals key list"));
    writeBackup(name, key, target);
  }

  /**
   * Writes a key that the store does not hold to a backup file, 0600.
   *
   * @throws KeyStoreException when the target exists or the disk fails
   */
  public void writeBackup(String name, PrivateKey key, Path target) throws KeyStoreException {
    if (isThere(target)) {
      throw new KeyStoreException(
          KeyStoreException.EXISTS,
          target + " exists already",
          "Name a file that does not exist yet.");
    }
    try {
      AtomicFile.writeSecret(target.toAbsolutePath(), new KeyFile(name, key).encode());
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /**
   * Reads a backup without storing it; its permissions are its owner's affair.
   *
   * @throws KeyStoreException when it is damaged or unreadable
   */
  public NamedKey readBackup(Path source) throws KeyStoreException {
    KeyFile content = read(source);
    if (!NAME.matcher(content.name()).matches()) {
      throw damaged(source);
    }
    return new NamedKey(content.name(), content.key());
  }

  /** A key with the name under which it was stored. */
  public record NamedKey(String name, PrivateKey key) {}

  private KeyFile read(Path file) throws KeyStoreException {
    try {
      if (Files.size(file) > 1 << 16) {
        throw damaged(file);
      }
      Optional<KeyFile> content = KeyFile.parse(Files.readAllBytes(file));
      return content.filter(c -> curve.isValid(c.key())).orElseThrow(() -> damaged(file));
    } catch (NoSuchFileException e) {
      throw new KeyStoreException("ANN-1004", file + " does not exist", "Check the path.", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static boolean isThere(Path file) throws KeyStoreException {
    try {
      return AtomicFile.attributes(file).isPresent();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void requirePrivate(Path file) throws KeyStoreException {
    if (!AtomicFile.isPosix(file)) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNERS.containsAll(permissions)) {
        throw new KeyStoreException(
            "ANN-1001",
            file + " may be read by others (" + PosixFilePermissions.toString(permissions) + ")",
            "If nobody else has seen it: chmod 600 '" + file + "'");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private void requireValid(PrivateKey key) {
    if (!curve.isValid(key)) {
      throw new IllegalArgumentException("the private key is out of range");
    }
  }

  private void requireSame(String name, PrivateKey present, PrivateKey key)
      throws KeyStoreException {
    if (!curve.publicKey(present).equals(curve.publicKey(key))) {
      throw new KeyStoreException(
          "ANN-1006",
          "there is another key named " + name,
          "Move " + file(name) + " away first, if it is not needed any more.");
    }
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name for a key: " + name);
    }
    return directory.resolve(name + SUFFIX);
  }

  private static KeyStoreException damaged(Path file) {
    return new KeyStoreException(
        "ANN-1002", file + " is damaged: it is not a key file", "Restore it from a backup.");
  }

  private static KeyStoreException unreadable(Path file, IOException cause) {
    return new KeyStoreException(
        "ANN-1003", file + " cannot be read", "Check the disk and the permissions.", cause);
  }

  private static KeyStoreException unwritable(Path file, IOException cause) {
    return new KeyStoreException(
        "ANN-1003",
        file + " cannot be written",
        "Check that the disk has room and the directory may be written.",
        cause);
  }
}
