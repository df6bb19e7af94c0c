package org.annals.importer.journal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Envelope;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.keys.Signature65;

/** Journal messages for tests; the journal does not look into payloads. */
final class Entries {
  static final long WEEK = 604_800_000L;
  static final ChannelId CHANNEL = new ChannelId(new UUID(7, 7));
  static final PublicKey AUTHOR = author();

  private Entries() {}

  private static PublicKey author() {
    byte[] key = new byte[PublicKey.LENGTH];
    key[0] = 2;
    key[5] = 9;
    return PublicKey.of(key);
  }

  static MessageId id(String name) {
    return new MessageId(Digest.sha256(name.getBytes(StandardCharsets.UTF_8)));
  }

  static JournalMessage message(String name, long clock) {
    return message(name, clock, 1, null, false, 0, "payload of " + name);
  }

  static JournalMessage imported(String name, long clock, long edited, String payload) {
    return message(name, clock, 1, null, true, edited, payload);
  }

  static JournalMessage about(String name, long clock, String target) {
    return message(name, clock, 22, id(target), false, 0, "reaction " + name);
  }

  static JournalMessage message(
      String name,
      long clock,
      int type,
      @org.jspecify.annotations.Nullable MessageId target,
      boolean imported,
      long edited,
      String payload) {
    return new JournalMessage(
        CHANNEL,
        AUTHOR,
        id(name),
        clock,
        type,
        target,
        imported,
        edited,
        List.of(),
        envelope(payload, type));
  }

  static byte[] envelope(String payload, int type) {
    byte[] signature = new byte[Signature65.LENGTH];
    signature[31] = 1;
    signature[63] = 1;
    return new Envelope(Signature65.of(signature), payload.getBytes(StandardCharsets.UTF_8), type)
        .encode();
  }
}
