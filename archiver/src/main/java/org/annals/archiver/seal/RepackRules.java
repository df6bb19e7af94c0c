package org.annals.archiver.seal;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.annals.archiver.ChannelId;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.TombstoneReason;

/**
 * What is to be different in chunks that are packed again.
 *
 * @param groupOf the group in which a channel belongs now
 * @param removed messages that the owner takes out, with the reason
 * @param keepFrom clock in milliseconds before which a channel's messages are over; 0 when none are
 * @param windowOf the window of an archived message; empty when nobody knows it any more
 */
public record RepackRules(
    Function<ChannelId, GroupId> groupOf,
    Map<MessageId, TombstoneReason> removed,
    ToLongFunction<ChannelId> keepFrom,
    Function<MessageId, Optional<TimeWindow>> windowOf) {
  public RepackRules {
    removed = Map.copyOf(removed);
  }
}
