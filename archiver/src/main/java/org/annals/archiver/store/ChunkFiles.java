package org.annals.archiver.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
  /** Folder of what was set aside. */
  static final String DAMAGED = "damaged";

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

  /** Where a chunk's file is put that has gone bad. */
  Path damaged(CommunityId community, ChunkId chunk) {
    return directory(community).resolve(DAMAGED).resolve(chunk + ".annals");
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

  /** All names in a community's directory but for the damaged ones' folder. */
  List<Path> list(CommunityId community) throws IOException {
    return list(directory(community)).stream().filter(file -> !file.endsWith(DAMAGED)).toList();
  }

  /** All files that were set aside. */
  List<Path> listDamaged(CommunityId community) throws IOException {
    return list(directory(community).resolve(DAMAGED));
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The chunk that a file name says, or empty for other files. */
  static Optional<ChunkId> chunk(Path file) {
    Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
    return matcher.matches() ? Optional.of(ChunkId.parse(matcher.group(1))) : Optional.empty();
  }
}
