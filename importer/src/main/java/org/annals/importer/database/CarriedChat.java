package org.annals.importer.database;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.MessageContent;

/** What is carried of an edited message, in the form of a message without text. */
final class CarriedChat {
  private CarriedChat() {}

  static MessageContent.Chat of(StoredRow row) {
    Carried carried = row.carried().orElseThrow();
    ChannelId channel = row.channel();
    if (channel == null) {
      throw new IllegalStateException("an edited message has a channel");
    }
    List<Attachment> attachments = carried.media().stream().map(CarriedChat::attachment).toList();
    return new MessageContent.Chat(
        channel,
        carried.clock(),
        carried.timestamp(),
        "",
        carried.reply(),
        carried.displayName(),
        "",
        carried.contentType(),
        attachments,
        carried.albumId(),
        carried.albumCount(),
        "",
        Optional.empty());
  }

  private static Attachment attachment(MediaRef media) {
    return new Attachment(
        kind(media.mediaType()),
        new Attachment.Stored(media.digest()),
        media.size(),
        media.name(),
        media.mediaType(),
        0,
        0);
  }

  private static Attachment.Kind kind(String mediaType) {
    if (mediaType.startsWith("image/")) {
      return Attachment.Kind.IMAGE;
    }
    return mediaType.startsWith("audio/") ? Attachment.Kind.AUDIO : Attachment.Kind.FILE;
  }
}
