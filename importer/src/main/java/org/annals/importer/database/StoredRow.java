package org.annals.importer.database;

import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.StatedEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * What one source says of one message, reaction, pin, edit or deletion.
 *
 * @param source number of the chunk, or {@link Sources#LIVE}
 * @param clock the message's own; for an edited one the original's
 * @param id the message's own; for an edited one the original's
 * @param channel null for type 85 only
 * @param envelope what was signed, without its signature (all zero here)
 * @param editId id of the edit itself, present exactly with {@code carried}
 * @param carried present when the source has the edit only; the envelope is the edit then
 */
record StoredRow(
    int source,
    long clock,
    MessageId id,
    @Nullable ChannelId channel,
    StatedEnvelope envelope,
    Optional<MessageId> editId,
    Optional<Carried> carried) {}
