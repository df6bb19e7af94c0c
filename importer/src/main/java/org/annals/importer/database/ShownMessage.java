package org.annals.importer.database;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.ImportMark;
import org.annals.keys.PublicKey;

/**
 * A message as it is shown: after edits, with its reactions.
 *
 * @param author who signed it; the community key for imports
 * @param clock milliseconds since the epoch, as signed
 * @param timestamp milliseconds, as the sender's clock said
 * @param text after the winning edit
 * @param reply the message that it answers, which need not be here
 * @param displayName may be empty
 * @param contentType Status' number
 * @param albumId images with the same one belong together; may be empty
 * @param bridge name of the bridge that wrote it, else empty
 * @param imported present exactly for imports: shown wherever the message is shown
 * @param edited clock of the winning edit, or an import's time of the last edit; 0 when never
 *     edited
 * @param carried whether all but author, channel, id and text is the community's word only
 * @param chunk the listed chunk that it comes from, empty when it is not in the archive
 * @param reactions by emoji, ascending
 */
public record ShownMessage(
    MessageId id,
    ChannelId channel,
    PublicKey author,
    long clock,
    long timestamp,
    String text,
    Optional<MessageId> reply,
    String displayName,
    int contentType,
    List<Attachment> attachments,
    String albumId,
    String bridge,
    Optional<ImportMark> imported,
    long edited,
    boolean carried,
    Optional<ChunkId> chunk,
    List<ShownReaction> reactions,
    boolean pinned) {
  public ShownMessage {
    attachments = List.copyOf(attachments);
    reactions = List.copyOf(reactions);
  }
}
