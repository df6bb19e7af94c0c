package org.annals.importer.discord;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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

  /** Looks at a file once; a second reference to it costs nothing. */
  Look look(String reference) {
    Look known = remembered.get(reference);
    if (known == null) {
      known = find(reference);
      remembered.put(reference, known);
    }
    return known;
  }

  private Look find(String reference) {
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

  private Look at(String relative) {
    Path file;
    try {
      file = root.resolve(relative);
      if (!Files.isRegularFile(file)) {
        return new Look.Missing();
      }
      Path real = file.toRealPath();
      return real.startsWith(root) ? inspect(real) : new Look.Refused();
    } catch (IOException | InvalidPathException e) {
      // Gone, unreadable or unspeakable on this system: for the report all the same.
      return new Look.Missing();
    }
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
