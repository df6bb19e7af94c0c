package org.annals.archiver.message;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;

/**
 * A message from another program, to be signed by the community (FORMAT section 2). The envelope is
 * a function of this value and the community key alone.
 *
 * @param sourceChannelId the channel's id at the source
 * @param clock when it was written, milliseconds since the epoch, 1 or more
 * @param text may be empty
 * @param replyTo id at the source of the message that it answers
 * @param displayName how the author is shown
 * @param mark source, id, edit time, author and the like
 * @param files attachments, in the source's order; a {@link Attachment.Missing} one keeps its name
 * @param avatar the author's picture
 */
public record ImportedMessage(
    String sourceChannelId,
    long clock,
    String text,
    Optional<String> replyTo,
    String displayName,
    ImportMark mark,
    List<Attachment> files,
    Optional<Attachment> avatar) {
  private static final int TEXT_PLAIN = 1;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException when the clock is below 1 or the id empty
   */
  public ImportedMessage {
    files = List.copyOf(files);
    if (clock < 1 || mark.id().isEmpty()) {
      throw new IllegalArgumentException("an import has a clock from 1 on and an id");
    }
  }

  /** The message's id, also when a newer export changes its text. */
  public MessageId id(CommunityId community) {
    return MessageIds.imported(community, mark.source(), mark.id());
  }

  /** The channel that it goes to. */
  public ChannelId channel(CommunityId community) {
    return MessageIds.importedChannel(community, mark.source(), sourceChannelId);
  }

  /** The signed envelope. */
  public Envelope sign(Secp256k1 curve, PrivateKey communityKey) {
    CommunityId community = new CommunityId(curve.publicKey(communityKey));
    return Envelope.sign(curve, communityKey, payload(community), MessageType.CHAT);
  }

  /** The payload that is signed: canonical, never containing media bytes. */
  public byte[] payload(CommunityId community) {
    CanonicalWriter writer =
        new CanonicalWriter(512)
            .uint64(1, clock)
            .uint64(2, clock)
            .string(3, text)
            .string(4, reply(community))
            .string(6, channel(community).chatId(community))
            .uint64(7, StatusPayloads.COMMUNITY_CHAT)
            .uint64(8, TEXT_PLAIN)
            .string(14, displayName);
    writeMark(writer);
    files.forEach(file -> writeFile(writer, ImportFields.ATTACHMENT, file));
    avatar.ifPresent(file -> writeFile(writer, ImportFields.AVATAR, file));
    return writer.toByteArray();
  }

  private String reply(CommunityId community) {
    return replyTo
        .map(id -> MessageIds.format(MessageIds.imported(community, mark.source(), id)))
        .orElse("");
  }

  private void writeMark(CanonicalWriter writer) {
    writer
        .startMessage(ImportFields.IMPORTED)
        .string(1, mark.source().text())
        .string(2, mark.id())
        .uint64(3, mark.edited())
        .string(4, mark.authorId())
        .bool(5, mark.bot())
        .string(6, mark.event());
    for (ImportMark.Reactions reactions : mark.reactions()) {
      writer.startMessage(7).string(1, reactions.emoji()).uint64(2, reactions.count()).endMessage();
    }
    writer.bool(8, mark.pinned()).endMessage();
  }

  private static void writeFile(CanonicalWriter writer, int field, Attachment file) {
    byte[] digest = file.digest().map(d -> d.toBytes()).orElse(new byte[0]);
    writer
        .startMessage(field)
        .bytes(1, digest)
        .uint64(2, file.size())
        .string(3, file.name())
        .string(4, file.mediaType())
        .endMessage();
  }
}
