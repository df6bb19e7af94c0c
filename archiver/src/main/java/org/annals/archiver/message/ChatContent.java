package org.annals.archiver.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.jspecify.annotations.Nullable;

/** Turns the fields of a ChatMessage into what people see. Stateless. */
final class ChatContent {

  MessageContent.Chat of(ChannelId channel, long clock, PayloadTree tree)
      throws MalformedException {
    List<Attachment> attachments = new ArrayList<>();
    Optional<PayloadTree> image = tree.message(10);
    image.ifPresent(fields -> add(attachments, image(fields)));
    tree.message(11).ifPresent(fields -> add(attachments, audio(fields)));
    Optional<PayloadTree> discord = tree.message(99);
    discord.ifPresent(fields -> fields.messages(8).forEach(f -> add(attachments, discord(f))));
    Optional<PayloadTree> bridge = tree.message(100);
    Optional<ImportMark> imported = imported(tree, attachments);
    return new MessageContent.Chat(
        channel,
        clock,
        tree.number(2),
        firstOf(tree.text(3), text(discord, 5), text(bridge, 5)),
        MessageIds.parse(tree.text(4)),
        firstOf(discordName(discord), text(bridge, 2), tree.text(14)),
        tree.text(5),
        (int) tree.number(8),
        attachments,
        text(image, 3),
        image.map(fields -> (int) fields.number(6)).orElse(0),
        discord.isPresent() ? "discord" : text(bridge, 1),
        imported);
  }

  private static String discordName(Optional<PayloadTree> discord) {
    Optional<PayloadTree> author = discord.flatMap(fields -> fields.message(6));
    return firstOf(text(author, 4), text(author, 2), "");
  }

  private static @Nullable Attachment image(PayloadTree fields) {
    return attachment(
        Attachment.Kind.IMAGE,
        fields.media(1),
        "",
        MediaTypes.ofImageFormat(fields.number(2)),
        (int) Math.min(fields.number(4), Integer.MAX_VALUE),
        (int) Math.min(fields.number(5), Integer.MAX_VALUE));
  }

  private static @Nullable Attachment audio(PayloadTree fields) {
    String mediaType = MediaTypes.ofAudioType(fields.number(2));
    return attachment(Attachment.Kind.AUDIO, fields.media(1), "", mediaType, 0, 0);
  }

  private static @Nullable Attachment discord(PayloadTree fields) {
    String mediaType = MediaTypes.ofDeclared(fields.text(6));
    return attachment(MediaTypes.kind(mediaType), fields.media(7), fields.text(4), mediaType, 0, 0);
  }

  private static @Nullable Attachment attachment(
      Attachment.Kind kind,
      @Nullable Object media,
      String name,
      String mediaType,
      int width,
      int height) {
    if (media instanceof MediaRef ref) {
      Attachment.Place place = new Attachment.Stored(ref.digest());
      return new Attachment(kind, place, ref.size(), name, mediaType, width, height);
    }
    if (media instanceof PayloadTree.Blob blob && blob.bytes().length > 0) {
      Attachment.Place place = new Attachment.Inline(blob.bytes());
      return new Attachment(kind, place, blob.bytes().length, name, mediaType, width, height);
    }
    return null;
  }

  private static Optional<ImportMark> imported(PayloadTree tree, List<Attachment> attachments)
      throws MalformedException {
    Optional<PayloadTree> mark = tree.message(ImportFields.IMPORTED);
    List<PayloadTree> files = tree.messages(ImportFields.ATTACHMENT);
    Optional<PayloadTree> avatar = tree.message(ImportFields.AVATAR);
    if (mark.isEmpty()) {
      if (!files.isEmpty() || avatar.isPresent()) {
        throw new MalformedException("imported files without an import mark");
      }
      return Optional.empty();
    }
    for (PayloadTree file : files) {
      attachments.add(file(MediaTypes.kind(file.text(4)), file));
    }
    if (avatar.isPresent()) {
      attachments.add(file(Attachment.Kind.AVATAR, avatar.get()));
    }
    return Optional.of(mark(mark.get()));
  }

  private static ImportMark mark(PayloadTree fields) throws MalformedException {
    List<ImportMark.Reactions> reactions = new ArrayList<>();
    for (PayloadTree reaction : fields.messages(7)) {
      int count = (int) Math.min(reaction.number(2), Integer.MAX_VALUE);
      reactions.add(new ImportMark.Reactions(reaction.text(1), count));
    }
    ImportSource source =
        ImportSource.ofText(fields.text(1))
            .orElseThrow(() -> new MalformedException("unknown import source"));
    if (fields.text(2).isEmpty()) {
      throw new MalformedException("import without a source id");
    }
    return new ImportMark(
        source,
        fields.text(2),
        fields.number(3),
        fields.text(4),
        fields.flag(5),
        fields.text(6),
        reactions,
        fields.flag(8));
  }

  private static Attachment file(Attachment.Kind kind, PayloadTree fields)
      throws MalformedException {
    byte[] digest = fields.bytes(1);
    if ((digest.length != 0 && digest.length != Digest.LENGTH) || fields.number(2) < 0) {
      throw new MalformedException("imported file is not well-formed");
    }
    Attachment.Place place =
        digest.length == 0 ? new Attachment.Missing() : new Attachment.Stored(Digest.of(digest));
    return new Attachment(kind, place, fields.number(2), fields.text(3), fields.text(4), 0, 0);
  }

  private static void add(List<Attachment> attachments, @Nullable Attachment attachment) {
    if (attachment != null) {
      attachments.add(attachment);
    }
  }

  private static String text(Optional<PayloadTree> fields, int number) {
    return fields.map(f -> f.text(number)).orElse("");
  }

  private static String firstOf(String first, String second, String third) {
    if (!first.isEmpty()) {
      return first;
    }
    return second.isEmpty() ? third : second;
  }
}
