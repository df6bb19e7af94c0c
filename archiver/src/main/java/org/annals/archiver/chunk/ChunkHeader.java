package org.annals.archiver.chunk;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;

/**
 * The public header of a chunk: all that a seeder without keys may know (FORMAT section 4).
 *
 * @param format 1 for what this version writes
 * @param requiredFeatures numbers of features that a reader must know, ascending
 * @param previous the chunk of part n - 1 of the same window and group, if there is one
 * @param codec {@link ChunkFormat#CODEC_ZSTD}
 * @param encoder who compressed, for example {@code zstd-1.5.7/6}; for people
 * @param encryption absent in version 1
 * @param sections in file order
 */
public record ChunkHeader(
    int format,
    List<Integer> requiredFeatures,
    CommunityId community,
    ChunkPosition position,
    Optional<ChunkId> previous,
    int codec,
    String encoder,
    Optional<EncryptionDescriptor> encryption,
    List<SectionInfo> sections) {
  public ChunkHeader {
    requiredFeatures = List.copyOf(requiredFeatures);
    sections = List.copyOf(sections);
  }

  /** Why this version cannot read the sections, or empty when it can. */
  public Optional<String> unsupported() {
    if (format != ChunkFormat.VERSION) {
      return Optional.of("format " + format);
    }
    if (!requiredFeatures.isEmpty()) {
      return Optional.of("required feature " + requiredFeatures.get(0));
    }
    if (encryption.isPresent()) {
      return Optional.of("encryption suite " + encryption.get().suite());
    }
    return codec == ChunkFormat.CODEC_ZSTD ? Optional.empty() : Optional.of("codec " + codec);
  }

  /** Bytes of all sections together. */
  public long storedLength() {
    return sections.stream().mapToLong(SectionInfo::storedLength).sum();
  }
}
