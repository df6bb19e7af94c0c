package org.annals.importer.journal;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.ImportMark;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.SplitPayload;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated envelope for the journal. Whoever makes one has verified the signature against
 * the author, and for live messages that the sender may say this.
 *
 * @param channel null for type 85 only
 * @param author who signed; the community key for imports
 * @param clock signed clock, milliseconds since the epoch, 0 or more
 * @param type the envelope's type
 * @param target the message that an edit, deletion, reaction or pin is about, else null
 * @param imported whether it is an import (FORMAT section 2)
 * @param edited for imports the source's time of the last edit in milliseconds, else 0
 * @param media what the message needs; offsets count from the beginning of the payload
 * @param envelope the exact bytes; never modified
 */
public record JournalMessage(
    @Nullable ChannelId channel,
    PublicKey author,
    MessageId id,
    long clock,
    int type,
    @Nullable MessageId target,
    boolean imported,
    long edited,
    List<JournalMedia> media,
    byte[] envelope) {
  /**
   * Checks the clock.
   *
   * @throws IllegalArgumentException when it lies before the epoch
   */
  public JournalMessage {
    if (clock < 0) {
      throw new IllegalArgumentException("a clock is 0 or more, not " + clock);
    }
    media = List.copyOf(media);
  }

  /** The journal's form of an envelope that was authenticated as this author's. */
  public static JournalMessage of(
      Envelope envelope, PublicKey author, Authentication.Authenticated authenticated) {
    MessageContent content = authenticated.content();
    Optional<ImportMark> mark =
        content instanceof MessageContent.Chat chat ? chat.imported() : Optional.empty();
    return new JournalMessage(
        content.channelId().orElse(null),
        author,
        authenticated.id(),
        content.clock(),
        envelope.type(),
        content.targetId().orElse(null),
        mark.isPresent(),
        mark.map(ImportMark::edited).orElse(0L),
        mark.isPresent() ? separate((MessageContent.Chat) content) : inside(envelope),
        envelope.encode());
  }

  private static List<JournalMedia> inside(Envelope envelope) {
    return SplitPayload.of(envelope.type(), envelope.payload()).media().stream()
        .map(p -> new JournalMedia(p.media().digest(), p.offset(), (int) p.media().size()))
        .toList();
  }

  private static List<JournalMedia> separate(MessageContent.Chat chat) {
    return chat.attachments().stream()
        .filter(a -> a.place() instanceof Attachment.Stored && a.size() <= JournalBlob.MAX_LENGTH)
        .flatMap(a -> a.reference().stream())
        .map(ref -> new JournalMedia(ref.digest(), JournalMedia.SEPARATE, (int) ref.size()))
        .toList();
  }

  JournalMessage withEnvelope(byte[] bytes) {
    return new JournalMessage(
        channel, author, id, clock, type, target, imported, edited, media, bytes);
  }

  /** The window in whose segment it stands. */
  public TimeWindow window() {
    return TimeWindow.ofClock(clock);
  }
}
