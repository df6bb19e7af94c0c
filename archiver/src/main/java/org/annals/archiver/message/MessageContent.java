package org.annals.archiver.message;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.keys.PublicKey;

/** What a message says. Derived from the signed payload, never stored in its place. */
public sealed interface MessageContent {

  /** Signed clock, milliseconds since the epoch, unsigned. */
  long clock();

  /** The channel, or empty for a {@link MemberDeletion}, which concerns all of them. */
  Optional<ChannelId> channelId();

  /** The one message that this is about; empty for {@link Chat} and {@link MemberDeletion}. */
  Optional<MessageId> targetId();

  /**
   * Type 1: text, images, sound.
   *
   * @param timestamp milliseconds, as the sender's clock said
   * @param reply the message that it answers; empty too when the reference is not well-formed
   * @param displayName may be empty
   * @param contentType Status' number: 1 text, 7 image, 8 audio, 12 Discord, 18 bridge, ...
   * @param attachments in payload order; an import's avatar last
   * @param albumId images with the same one belong together; may be empty
   * @param albumCount images in the album, 0 when it is none
   * @param bridge name of the bridge that wrote it ({@code discord} for Status' own imports), empty
   *     for what the author wrote
   * @param imported present exactly for imports of Annals
   */
  record Chat(
      ChannelId channel,
      long clock,
      long timestamp,
      String text,
      Optional<MessageId> reply,
      String displayName,
      String ensName,
      int contentType,
      List<Attachment> attachments,
      String albumId,
      int albumCount,
      String bridge,
      Optional<ImportMark> imported)
      implements MessageContent {
    public Chat {
      attachments = List.copyOf(attachments);
    }

    @Override
    public Optional<ChannelId> channelId() {
      return Optional.of(channel);
    }

    @Override
    public Optional<MessageId> targetId() {
      return Optional.empty();
    }

    /** What is kept of this message once its author has replaced the text. */
    public Carried carried() {
      List<MediaRef> media =
          attachments.stream().flatMap(attachment -> attachment.reference().stream()).toList();
      return new Carried(
          clock, timestamp, reply, displayName, contentType, albumId, albumCount, media);
    }
  }

  /**
   * Type 22.
   *
   * @param emoji Status' number: love 1, thumbs up 2, down 3, laugh 4, sad 5, angry 6
   * @param retracted whether it takes the reaction back
   */
  record Reaction(ChannelId channel, long clock, MessageId target, int emoji, boolean retracted)
      implements MessageContent {
    @Override
    public Optional<ChannelId> channelId() {
      return Optional.of(channel);
    }

    @Override
    public Optional<MessageId> targetId() {
      return Optional.of(target);
    }
  }

  /** Type 28. */
  record Pin(ChannelId channel, long clock, MessageId target, boolean pinned)
      implements MessageContent {
    @Override
    public Optional<ChannelId> channelId() {
      return Optional.of(channel);
    }

    @Override
    public Optional<MessageId> targetId() {
      return Optional.of(target);
    }
  }

  /** Type 29: the target's new text. */
  record Edit(ChannelId channel, long clock, MessageId target, String text, int contentType)
      implements MessageContent {
    @Override
    public Optional<ChannelId> channelId() {
      return Optional.of(channel);
    }

    @Override
    public Optional<MessageId> targetId() {
      return Optional.of(target);
    }
  }

  /**
   * Type 31.
   *
   * @param deletedBy as the sender says; may be empty
   */
  record Deletion(ChannelId channel, long clock, MessageId target, String deletedBy)
      implements MessageContent {
    @Override
    public Optional<ChannelId> channelId() {
      return Optional.of(channel);
    }

    @Override
    public Optional<MessageId> targetId() {
      return Optional.of(target);
    }
  }

  /**
   * Type 85.
   *
   * @param messages the only ones that go; all of the member's when there are none
   */
  record MemberDeletion(long clock, PublicKey member, List<MessageId> messages)
      implements MessageContent {
    public MemberDeletion {
      messages = List.copyOf(messages);
    }

    @Override
    public Optional<ChannelId> channelId() {
      return Optional.empty();
    }

    @Override
    public Optional<MessageId> targetId() {
      return Optional.empty();
    }

    /** Whether it deletes this message of this author. */
    public boolean deletes(MessageId message, PublicKey author) {
      return member.equals(author) && (messages.isEmpty() || messages.contains(message));
    }
  }
}
