package org.annals.archiver.chunk;

import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.StatedEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in a message section. Its form is checked, its author's signature is not.
 *
 * @param channel null for type 85 only
 */
public record SectionRecord(@Nullable ChannelId channel, ArchiveRecord record) {

  /** The envelope that it carries. */
  public Optional<StatedEnvelope> envelope() {
    return PlacedRecord.envelope(record);
  }
}
