package org.annals.archiver.seal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.ChatMessageBuilder;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.ImportMark;
import org.annals.archiver.message.ImportSource;
import org.annals.archiver.message.ImportedMessage;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.StatusPayloads;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.jspecify.annotations.Nullable;

/** A community with real keys whose members write real, signed messages. For tests. */
public final class SampleCommunity {
  public final Secp256k1 curve = Secp256k1.fastest();
  public final PrivateKey key;
  public final CommunityId id;
  public final StatusPayloads payloads;

  /** A community whose key is derived from a name. */
  public SampleCommunity(String name) {
    key = keyOf("community " + name);
    id = new CommunityId(curve.publicKey(key));
    payloads = new StatusPayloads(id);
  }

  /** A member's key, derived from a name. */
  public static PrivateKey keyOf(String name) {
    return PrivateKey.of(Digest.sha256(name.getBytes(StandardCharsets.UTF_8)).toBytes());
  }

  /** A member's public key. */
  public PublicKey member(String name) {
    return curve.publicKey(keyOf(name));
  }

  /** A channel by number. */
  public static ChannelId channel(int number) {
    return new ChannelId(new UUID(0x1000_4000L + number, 0x8000_0000_0000_0000L | number));
  }

  /** An image whose bytes are kept outside the envelope. */
  public static Attachment png(byte[] bytes) {
    return new Attachment(
        Attachment.Kind.IMAGE,
        new Attachment.Stored(Digest.sha256(bytes)),
        bytes.length,
        "image.png",
        "image/png",
        0,
        0);
  }

  /** Signs chunks as this community. */
  public ChunkSigner signer() {
    return new ChunkSigner(curve, key);
  }

  /** Makes an item of a payload. */
  public SampleItem sign(
      String author,
      @Nullable ChannelId channel,
      long clock,
      int type,
      byte[] payload,
      @Nullable MessageId target) {
    PrivateKey authorKey = author.equals("owner") ? key : keyOf(author);
    PublicKey publicKey = curve.publicKey(authorKey);
    Envelope envelope = Envelope.sign(curve, authorKey, payload, type);
    MessageId messageId = envelope.id(curve.uncompressed(publicKey).orElseThrow());
    return new SampleItem(
        channel, publicKey, messageId, clock, type, target, false, envelope.encode());
  }

  /** A text message. */
  public SampleItem text(String author, ChannelId channel, long clock, String text) {
    return chat(
        author, channel, clock, payloads.chat(channel, clock).text(text).displayName(author));
  }

  /** A chat message. */
  public SampleItem chat(String author, ChannelId channel, long clock, ChatMessageBuilder builder) {
    return sign(author, channel, clock, MessageType.CHAT, builder.build(), null);
  }

  /** An image of an album; "" for none. */
  public SampleItem image(String author, ChannelId channel, long clock, byte[] png, String album) {
    return chat(
        author,
        channel,
        clock,
        payloads
            .chat(channel, clock)
            .displayName(author)
            .image(new ChatMessageBuilder.Image(png, 1, album, 10, 10, album.isEmpty() ? 0 : 2)));
  }

  /** An edit. */
  public SampleItem edit(String author, SampleItem target, long clock, String text) {
    byte[] payload = payloads.edit(target.place(), clock, target.id(), text, 1);
    return sign(author, target.place(), clock, MessageType.EDIT, payload, target.id());
  }

  /** A deletion. */
  public SampleItem deletion(String author, SampleItem target, long clock) {
    byte[] payload = payloads.deletion(target.place(), clock, target.id(), "");
    return sign(author, target.place(), clock, MessageType.DELETION, payload, target.id());
  }

  /** A reaction. */
  public SampleItem reaction(
      String author, SampleItem target, long clock, int emoji, boolean retracted) {
    byte[] payload = payloads.reaction(target.place(), clock, target.id(), emoji, retracted);
    return sign(author, target.place(), clock, MessageType.REACTION, payload, target.id());
  }

  /** A pin. */
  public SampleItem pin(String author, SampleItem target, long clock, boolean pinned) {
    byte[] payload = payloads.pin(target.place(), clock, target.id(), pinned);
    return sign(author, target.place(), clock, MessageType.PIN, payload, target.id());
  }

  /** A deletion of all messages of a member. */
  public SampleItem memberDeletion(String author, String member, long clock) {
    byte[] payload = payloads.memberDeletion(clock, member(member), curve);
    return sign(author, null, clock, MessageType.MEMBER_DELETION, payload, null);
  }

  /** An import from Discord with files. */
  public SampleItem imported(
      String sourceId, long clock, String text, long edited, List<Attachment> files) {
    ImportMark mark =
        new ImportMark(
            ImportSource.DISCORD, sourceId, edited, "author-1", false, "", List.of(), false);
    ImportedMessage message =
        new ImportedMessage(
            "general",
            clock,
            text,
            Optional.empty(),
            "Someone",
            mark,
            new ArrayList<>(files),
            Optional.empty());
    return new SampleItem(
        message.channel(id),
        id.key(),
        message.id(id),
        clock,
        MessageType.CHAT,
        null,
        true,
        message.sign(curve, key).encode());
  }
}
