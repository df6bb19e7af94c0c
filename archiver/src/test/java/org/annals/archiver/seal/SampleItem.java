package org.annals.archiver.seal;

import java.util.Objects;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/** An entry of a {@link MemorySource} with its envelope. For tests. */
public record SampleItem(
    @Nullable ChannelId channel,
    PublicKey author,
    MessageId id,
    long clock,
    int type,
    @Nullable MessageId target,
    boolean imported,
    byte[] envelope) {

  /** The channel of an item that has one. */
  public ChannelId place() {
    return Objects.requireNonNull(channel);
  }

  KnownMessage known() {
    return new KnownMessage(id, place(), author, clock, imported, 0);
  }
}
