package org.annals.seeder.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.annals.archiver.InfoHash;

/**
 * The folder: one directory per participant, in it for each file {@code <info hash>.info} (its
 * dictionary, written last and removed first), {@code .data} (a hard link, or a copy where links
 * are impossible) and, while it is incomplete, {@code .have}.
 *
 * <p>Everything that others wrote is untrusted: names are made from info hashes only, links are not
 * followed, sizes are bounded, and every piece is hashed by whoever reads it. Thread-safe.
 */
final class SharedFolder {
  private static final int MAX_PARTICIPANTS = 1_000;

  private final Path folder;
  private final Path own;

  SharedFolder(Path folder, String participant) throws IOException {
    this.folder = folder;
    this.own = folder.resolve(participant);
    Files.createDirectories(own);
    // What an earlier run left behind is served by nobody.
    try (DirectoryStream<Path> stale = Files.newDirectoryStream(own)) {
      for (Path each : stale) {
        Files.deleteIfExists(each);
      }
    }
  }

  /** Whether the file can be shown here without copying it. */
  boolean canLink(InfoHash hash, Path file) throws IOException {
    Path probe = own.resolve(hash + ".probe");
    boolean linked = link(probe, file);
    Files.deleteIfExists(probe);
    return linked;
  }

  /** Shows a complete file, by a link or a copy. */
  void offer(InfoHash hash, byte[] dictionary, Path file) throws IOException {
    Path shown = data(hash);
    if (!Files.exists(shown) || !Files.isSameFile(shown, file)) {
      Files.deleteIfExists(shown);
      if (!link(shown, file)) {
        Path copy = own.resolve(hash + ".copy");
        Files.copy(file, copy, REPLACE_EXISTING);
        Files.move(copy, shown, ATOMIC_MOVE, REPLACE_EXISTING);
      }
    }
    Files.deleteIfExists(have(hash));
    writeInfo(hash, dictionary);
  }

  /** Shows an incomplete file, where that is possible by links. */
  void offerPartial(InfoHash hash, byte[] dictionary, Path file, Path record) throws IOException {
    if (link(have(hash), record) && link(data(hash), file)) {
      writeInfo(hash, dictionary);
    } else {
      withdraw(hash);
    }
  }

  void withdraw(InfoHash hash) throws IOException {
    Files.deleteIfExists(own.resolve(hash + ".info"));
    Files.deleteIfExists(data(hash));
    Files.deleteIfExists(have(hash));
  }

  private static boolean link(Path link, Path file) throws IOException {
    Files.deleteIfExists(link);
    try {
      Files.createLink(link, file);
      return true;
    } catch (UnsupportedOperationException | IOException e) {
      // Another file system, or one without links: the caller knows another way.
      return false;
    }
  }

  private void writeInfo(InfoHash hash, byte[] dictionary) throws IOException {
    Path draft = own.resolve(hash + ".draft");
    Files.write(draft, dictionary);
    Files.move(draft, own.resolve(hash + ".info"), ATOMIC_MOVE, REPLACE_EXISTING);
  }

  private Path data(InfoHash hash) {
    return own.resolve(hash + ".data");
  }

  private Path have(InfoHash hash) {
    return own.resolve(hash + ".have");
  }

  /** What the other participants show under this info hash now. */
  List<Offer> offers(InfoHash hash) throws IOException {
    List<Offer> offers = new ArrayList<>();
    try (DirectoryStream<Path> participants = Files.newDirectoryStream(folder)) {
      int seen = 0;
      for (Path participant : participants) {
        if (seen++ < MAX_PARTICIPANTS
            && !participant.equals(own)
            && Files.isRegularFile(participant.resolve(hash + ".info"), NOFOLLOW_LINKS)) {
          offers.add(new Offer(participant, hash));
        }
      }
    }
    return offers;
  }

  /** One participant's claim to have a file. */
  record Offer(Path participant, InfoHash hash) {

    /** The dictionary, cut off at one byte more than any may have. */
    byte[] dictionary() throws IOException {
      try (InputStream in = Files.newInputStream(file(".info"), NOFOLLOW_LINKS)) {
        return in.readNBytes(PieceTable.MAX_DICTIONARY_BYTES + 1);
      }
    }

    boolean claims(int piece, int recordBytes) throws IOException {
      Path record = file(".have");
      if (!Files.isRegularFile(record, NOFOLLOW_LINKS)) {
        return Files.isRegularFile(file(".data"), NOFOLLOW_LINKS);
      }
      try (InputStream in = Files.newInputStream(record, NOFOLLOW_LINKS)) {
        return BitSet.valueOf(in.readNBytes(recordBytes)).get(piece);
      }
    }

    /** Reads a block; false when it is not there. */
    boolean read(ByteBuffer block, long offset) throws IOException {
      if (!Files.isRegularFile(file(".data"), NOFOLLOW_LINKS)) {
        return false;
      }
      try (SeekableByteChannel in = Files.newByteChannel(file(".data"))) {
        in.position(offset);
        while (block.hasRemaining()) {
          if (in.read(block) < 0) {
            return false;
          }
        }
        return true;
      }
    }

    private Path file(String suffix) {
      return participant.resolve(hash + suffix);
    }
  }
}
