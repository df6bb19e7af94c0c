package org.annals.archiver.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.keys.AtomicFile;

/** Names of chunk files. Every name is made of hexadecimal digits of ids, never of foreign text. */
final class ChunkFiles {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.annals");

  private final Path communities;

  ChunkFiles(Path communities) {
    this.communities = communities;
  }

  Path directory(CommunityId community) {
    return communities.resolve(community.toString()).resolve("chunks");
  }

  Path file(CommunityId community, ChunkId chunk) {
    return directory(community).resolve(chunk + ".annals");
  }

  /** Makes the directory, each new level durable. */
  Path makeDirectory(CommunityId community) throws IOException {
    Path directory = directory(community);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      AtomicFile.syncDirectory(communities);
      AtomicFile.syncDirectory(communities.resolve(community.toString()));
    }
    return directory;
  }

  /** All names in a community's directory; none when it does not exist. */
  List<Path> list(CommunityId community) throws IOException {
    Path directory = directory(community);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** The chunk that a file name says, or empty for other files. */
  static Optional<ChunkId> chunk(Path file) {
    Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
    return matcher.matches() ? Optional.of(ChunkId.parse(matcher.group(1))) : Optional.empty();
  }
}
