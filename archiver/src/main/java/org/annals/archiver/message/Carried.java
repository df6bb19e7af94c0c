package org.annals.archiver.message;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.MessageId;

/**
 * What an {@link ArchiveRecord.Edited} keeps of the message before the edit. Vouched for by the
 * community's signature on the chunk, not by the author's, and shown as such.
 *
 * @param clock of the original, milliseconds
 * @param timestamp of the original, milliseconds
 * @param reply the message that the original answers
 * @param displayName may be empty
 * @param contentType Status' content type number
 * @param albumId may be empty
 * @param albumCount images in the album, 0 when it is none
 * @param media images and audio of the original
 */
public record Carried(
    long clock,
    long timestamp,
    Optional<MessageId> reply,
    String displayName,
    int contentType,
    String albumId,
    int albumCount,
    List<MediaRef> media) {
  public Carried {
    media = List.copyOf(media);
  }
}
