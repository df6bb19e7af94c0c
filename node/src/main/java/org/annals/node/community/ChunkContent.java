package org.annals.node.community;

import java.util.List;
import org.annals.archiver.ChannelId;
import org.annals.archiver.chunk.ChunkIndex;
import org.annals.archiver.chunk.MessageSectionInfo;

/**
 * What a chunk on disk holds, in short.
 *
 * @param firstClock lowest clock of its records, milliseconds
 * @param lastClock highest clock of its records, milliseconds
 */
public record ChunkContent(List<ChannelId> channels, long firstClock, long lastClock) {
  public ChunkContent {
    channels = List.copyOf(channels);
  }

  static ChunkContent of(ChunkIndex index) {
    return new ChunkContent(
        index.channels(),
        index.sections().stream().mapToLong(MessageSectionInfo::firstClock).min().orElse(0),
        index.sections().stream().mapToLong(MessageSectionInfo::lastClock).max().orElse(0));
  }
}
