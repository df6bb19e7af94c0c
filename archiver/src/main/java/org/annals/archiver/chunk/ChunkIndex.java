package org.annals.archiver.chunk;

import java.util.List;
import org.annals.archiver.ChannelId;
import org.annals.keys.PublicKey;

/**
 * The index section (section 0) of a chunk.
 *
 * @param channels those that occur, ascending
 * @param authors those that occur, ascending
 * @param sections the message sections in file order
 * @param media in order of first use
 */
public record ChunkIndex(
    List<ChannelId> channels,
    List<PublicKey> authors,
    List<MessageSectionInfo> sections,
    List<MediaEntry> media,
    ContentCounts counts) {
  public ChunkIndex {
    channels = List.copyOf(channels);
    authors = List.copyOf(authors);
    sections = List.copyOf(sections);
    media = List.copyOf(media);
  }
}
