package org.annals.importer.digest;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Attachment;
import org.annals.importer.database.ShownMessage;
import org.annals.importer.database.ShownReaction;
import org.annals.importer.database.ShownTombstone;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;

/**
 * SHA-256 over what is shown, every field with its length before it; nothing of where it came from
 * (FORMAT section 8). Each message is: 01, channel, id, author, an import's author, clock, text,
 * reply, media, reactions, pinned. Each tombstone: 02, channel, target.
 */
final class StateHash {
  private final MessageDigest sha256 = Digest.newSha256();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private long messages;
  private long media;
  private long tombstones;

  void message(ShownMessage message) {
    messages++;
    try {
      write(message);
      flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
  }

  private void write(ShownMessage message) throws IOException {
    out.writeByte(1);
    field(message.channel().toBytes());
    field(message.id().toBytes());
    field(message.author().toBytes());
    field(message.imported().map(mark -> mark.authorId()).orElse(""));
    out.writeLong(message.clock());
    field(message.text());
    field(message.reply().map(MessageId::toBytes).orElse(new byte[0]));
    long count = message.attachments().stream().filter(a -> a.digest().isPresent()).count();
    out.writeInt((int) count);
    for (Attachment attachment : message.attachments()) {
      if (attachment.digest().isPresent()) {
        media++;
        field(attachment.digest().get().toBytes());
      }
    }
    out.writeInt(message.reactions().size());
    for (ShownReaction reaction : message.reactions()) {
      field(reaction.emoji());
      out.writeInt(reaction.count());
      out.writeInt(reaction.by().size());
      for (PublicKey author : reaction.by()) {
        field(author.toBytes());
      }
    }
    out.writeByte(message.pinned() ? 1 : 0);
  }

  void tombstone(ShownTombstone tombstone) {
    tombstones++;
    try {
      out.writeByte(2);
      field(tombstone.channel().toBytes());
      field(tombstone.target().toBytes());
      flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
  }

  private void field(String text) throws IOException {
    field(text.getBytes(StandardCharsets.UTF_8));
  }

  private void field(byte[] value) throws IOException {
    out.writeInt(value.length);
    out.write(value);
  }

  private void flush() {
    sha256.update(bytes.toByteArray());
    bytes.reset();
  }

  DigestReport report() {
    return new DigestReport(Digest.of(sha256.digest()), messages, media, tombstones);
  }
}
