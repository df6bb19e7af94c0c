package org.annals.importer.discord;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.seal.MediaBlob;
import org.annals.keys.Digest;

/**
 * The media files beside one export file. A reference is followed only when it stays below the
 * export's own folder: no parent, no absolute path, no drive, no link that leads out.
 */
final class MediaFolder {
  private static final int REMEMBERED = 4_096;

  private final Path root;
  private final Map<String, Look> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
          return size() > REMEMBERED;
        }
      };

  private MediaFolder(Path root) {
    this.root = root;
  }

  /** The folder in which an export lies. */
  static MediaFolder beside(Path export) throws IOException {
    Path folder = export.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("an export lies in a folder: " + export);
    }
    return new MediaFolder(folder.toRealPath());
  }

  /** What a reference leads to. */
  sealed interface Look {
    /**
     * A file.
     *
     * @param imageType empty when it is no image
     */
    record Found(Digest digest, Optional<String> imageType, MediaBlob bytes) implements Look {}

    /** An address on the network: the exporter did not fetch it. */
    record Link() implements Look {}

    /** A path to nothing. */
    record Missing() implements Look {}

    /** A path that leads out of the export. */
    record Refused() implements Look {}
  }

  /**
   * Looks at a file once; a second reference to it costs nothing.
   *
   * @throws IOException when there is a file that cannot be read: without it the message would be
   *     signed as one that never had it
   */
  Look look(String reference) throws IOException {
    Look known = remembered.get(reference);
    if (known == null) {
      known = find(reference);
      remembered.put(reference, known);
    }
    return known;
  }

  private Look find(String reference) throws IOException {
    String lower = reference.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      return new Look.Link();
    }
    Optional<List<String>> names = names(reference);
    if (names.isEmpty()) {
      return reference.isEmpty() ? new Look.Missing() : new Look.Refused();
    }
    for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
      Look look = at(Normalizer.normalize(String.join("/", names.get()), form));
      if (!(look instanceof Look.Missing)) {
        return look;
      }
    }
    return at(String.join("/", names.get()));
  }

  /** The names on the way, whichever system wrote the path; empty when it may not be followed. */
  private static Optional<List<String>> names(String reference) {
    List<String> names = new ArrayList<>();
    for (String name : reference.replace('\\', '/').split("/", -1)) {
      if (name.isEmpty() || name.equals("..") || name.indexOf('\0') >= 0) {
        return Optional.empty();
      }
      if (!name.equals(".")) {
        names.add(name);
      }
    }
    boolean drive = !names.isEmpty() && names.get(0).matches("[A-Za-z]:.*");
    return names.isEmpty() || drive ? Optional.empty() : Optional.of(names);
  }

  private Look at(String relative) throws IOException {
    Path file;
    try {
      file = root.resolve(relative);
    } catch (InvalidPathException e) {
      return new Look.Missing();
    }
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        return new Look.Missing();
      }
      Path real = file.toRealPath();
      return real.startsWith(root) ? inspect(real) : new Look.Refused();
    } catch (NoSuchFileException e) {
      return new Look.Missing();
    } catch (AccessDeniedException e) {
      if (leadsOverLink(file)) {
        return new Look.Refused();
      }
      throw unreadable(file, e);
    } catch (FileSystemException e) {
      // A name that this system cannot speak, or one below a file.
      return new Look.Missing();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private boolean leadsOverLink(Path file) {
    for (Path at = file; at != null && !at.equals(root); at = at.getParent()) {
      if (Files.isSymbolicLink(at)) {
        return true;
      }
    }
    return false;
  }

  private static IOException unreadable(Path file, IOException cause) {
    return new IOException("the media file " + file + " cannot be read: " + cause, cause);
  }

  private static Look inspect(Path file) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    byte[] head;
    long length;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(MediaKind.SNIFFED_BYTES);
      sha256.update(head);
      length = head.length;
      byte[] buffer = new byte[64 * 1024];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        length += n;
      }
    }
    if (length == 0) {
      return new Look.Missing();
    }
    return new Look.Found(
        Digest.of(sha256.digest()), MediaKind.ofImage(head), new FileBlob(file, length));
  }

  private record FileBlob(Path file, long length) implements MediaBlob {
    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }
  }
}
