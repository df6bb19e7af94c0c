package org.annals.archiver.message;

import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;

/** One record of a chunk (FORMAT section 4). */
public sealed interface ArchiveRecord {

  /** An envelope as its author signed it. */
  record Signed(StatedEnvelope envelope) implements ArchiveRecord {}

  /**
   * A message whose text was replaced by its author. Id, channel, author and text are proven by the
   * edit's signature; the rest is carried.
   *
   * @param id of the original
   * @param edit the winning edit, type 29, by the original's author
   */
  record Edited(MessageId id, StatedEnvelope edit, Carried carried) implements ArchiveRecord {}

  /**
   * A message that must not be shown any more. No content.
   *
   * @param target the message that is gone
   * @param clock the target's where it is folded or comes in an addendum of the target's window,
   *     else the deletion's; milliseconds
   * @param deletion the deletion's envelope, if there is one
   */
  record Tombstone(
      MessageId target,
      ChannelId channel,
      long clock,
      TombstoneReason reason,
      Optional<StatedEnvelope> deletion)
      implements ArchiveRecord {}
}
