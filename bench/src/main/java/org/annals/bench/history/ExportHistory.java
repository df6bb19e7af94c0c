package org.annals.bench.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.ChatMessageBuilder;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.StatusPayloads;
import org.annals.importer.journal.JournalMessage;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.workload.WorkloadSpec;

/**
 * Signed messages with texts that people wrote, evenly over time, channels and authors by Zipf's
 * law, 19 % replies. The same shape gives the same bytes. Confined to one thread.
 */
final class ExportHistory {
  private final WorkloadSpec spec;
  private final Secp256k1 curve;
  private final ExportTexts texts;
  private final StatusPayloads payloads;
  private final SplittableRandom random;
  private final List<Author> authors = new ArrayList<>();
  private final List<ChannelId> channels = new ArrayList<>();
  private final Weights authorWeights;
  private final Weights channelWeights;
  private final List<MessageId> recent = new ArrayList<>();

  /** What receives the messages. */
  interface Sink {
    void accept(JournalMessage message) throws IOException;
  }

  private record Author(PrivateKey key, PublicKey publicKey, byte[] point, String name) {}

  ExportHistory(WorkloadSpec spec, Secp256k1 curve, ExportTexts texts) {
    this.spec = spec;
    this.curve = curve;
    this.texts = texts;
    this.payloads = new StatusPayloads(spec.community());
    this.random = new SplittableRandom(spec.seed());
    for (int i = 0; i < spec.shape().authors(); i++) {
      PrivateKey key = Community.privateKey(random);
      PublicKey publicKey = curve.publicKey(key);
      byte[] point = curve.uncompressed(publicKey).orElseThrow();
      String name = "member " + Integer.toString(random.nextInt(1 << 30), 36);
      authors.add(new Author(key, publicKey, point, name));
    }
    for (int i = 0; i < spec.shape().channels(); i++) {
      channels.add(new ChannelId(new UUID(random.nextLong(), random.nextLong())));
    }
    this.authorWeights = Weights.zipf(authors.size(), 1.5, spec.shape().authorShift());
    this.channelWeights = Weights.zipf(channels.size(), 1.0, 0);
  }

  void generate(Sink sink) throws IOException {
    long start = spec.first().startSeconds() * 1000;
    long span = spec.weeks() * TimeWindow.LENGTH.toMillis();
    for (int i = 0; i < spec.messages(); i++) {
      double at = (i + random.nextDouble()) / spec.messages();
      sink.accept(message(start + (long) (at * (span - 1))));
    }
  }

  private JournalMessage message(long clock) {
    ChannelId channel = channels.get(channelWeights.pick(random));
    Author author = authors.get(authorWeights.pick(random));
    ChatMessageBuilder chat =
        payloads.chat(channel, clock).text(texts.next()).displayName(author.name());
    if (recent.size() == 50 && random.nextInt(100) < 19) {
      chat.reply(recent.get(random.nextInt(50)));
    }
    Envelope envelope = Envelope.sign(curve, author.key(), chat.build(), MessageType.CHAT);
    MessageId id = envelope.id(author.point());
    remember(id);
    return new JournalMessage(
        channel,
        author.publicKey(),
        id,
        clock,
        MessageType.CHAT,
        null,
        false,
        0,
        List.of(),
        envelope.encode());
  }

  private void remember(MessageId id) {
    if (recent.size() == 50) {
      recent.set(random.nextInt(50), id);
    } else {
      recent.add(id);
    }
  }
}
