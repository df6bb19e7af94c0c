package org.annals.archiver.chunk;

import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.MessageContent;
import org.jspecify.annotations.Nullable;

/**
 * A record whose author's signature, channel and clock are in order.
 *
 * @param channel null for type 85 only
 * @param id the message's; for edited messages the original's, for tombstones the target's
 * @param clock the record's own, for edited messages the original's, for tombstones the
 *     tombstone's; milliseconds
 * @param content what the envelope says (for edited messages the edit), empty for tombstones
 */
public record AcceptedRecord(
    @Nullable ChannelId channel,
    MessageId id,
    long clock,
    ArchiveRecord record,
    Optional<MessageContent> content) {}
