package org.annals.bench.history;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.ChatMessageBuilder;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.StatusPayloads;
import org.annals.importer.journal.JournalMessage;
import org.annals.keys.Secp256k1;
import org.jspecify.annotations.Nullable;

/**
 * Generates the signed messages of a community in the order of their clocks, batch by batch. The
 * same shape gives the same bytes. Confined to one thread; signs on all processors.
 */
public final class HistoryGenerator {
  private static final int BATCH = 4_096;
  private static final TimeWindow LAST =
      TimeWindow.ofClock(Instant.parse("2026-10-01T00:00:00Z").toEpochMilli());

  private final HistoryShape shape;
  private final Community community;
  private final Secp256k1 curve;
  private final StatusPayloads payloads;
  private final TextSource texts;
  private final SplittableRandom random;
  private final Weights authors;
  private final Weights channels;
  private List<Sent> targets = List.of();

  /** What receives a batch. */
  @FunctionalInterface
  public interface Sink {
    /** Takes messages in the order of their clocks. */
    void accept(List<JournalMessage> batch) throws IOException;
  }

  private record Draft(
      int author,
      ChannelId channel,
      long clock,
      int type,
      byte[] payload,
      @Nullable MessageId to) {}

  private record Sent(MessageId id, ChannelId channel, int author, long clock) {}

  /** Generates with these texts. */
  public HistoryGenerator(
      HistoryShape shape, Community community, Secp256k1 curve, TextSource texts) {
    this.shape = shape;
    this.community = community;
    this.curve = curve;
    this.payloads = new StatusPayloads(community.id());
    this.texts = texts;
    this.random = new SplittableRandom(shape.seed() + 1);
    this.authors = Weights.zipf(shape.authors(), 1.5, 15);
    this.channels = Weights.zipf(shape.channels(), 1.0, 0);
  }

  /** Generates everything. */
  public void generate(Sink sink) throws IOException {
    long start = (LAST.index() - shape.weeks()) * TimeWindow.LENGTH.toMillis();
    long span = shape.weeks() * TimeWindow.LENGTH.toMillis();
    for (long done = 0; done < shape.messages(); done += BATCH) {
      int count = (int) Math.min(BATCH, shape.messages() - done);
      List<Draft> drafts = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        double at = (done + i + random.nextDouble()) / shape.messages();
        long clock = start + (long) (at * (span - 1));
        drafts.add(chat(at, clock));
        if (shape.operations() && !targets.isEmpty()) {
          operations(drafts, clock);
        }
      }
      List<JournalMessage> batch = sign(drafts);
      targets = targets(drafts, batch);
      sink.accept(batch);
    }
  }

  private Draft chat(double at, long clock) {
    ChannelId channel = community.channel(channel(at));
    int author = authors.pick(random);
    ChatMessageBuilder message =
        payloads
            .chat(channel, clock)
            .timestamp(clock)
            .text(texts.next(random))
            .displayName(community.member(author).name())
            .customizationColor(author % 12);
    if (random.nextInt(100) < 19 && !targets.isEmpty()) {
      message.reply(targets.get(random.nextInt(targets.size())).id());
    }
    return new Draft(author, channel, clock, MessageType.CHAT, message.build(), null);
  }

  /** A channel, or a thread that is alive at this time. */
  private int channel(double at) {
    if (random.nextInt(4) > 0) {
      return channels.pick(random);
    }
    int alive = Math.max(1, shape.threads() / 50);
    int first = (int) (at * Math.max(1, shape.threads() - alive));
    return shape.channels() + first + random.nextInt(Math.min(alive, shape.threads()));
  }

  private void operations(List<Draft> drafts, long clock) {
    int kind = random.nextInt(1000);
    if (kind >= 245) {
      return;
    }
    Sent to = targets.get(random.nextInt(targets.size()));
    if (kind < 90) {
      byte[] edit = payloads.edit(to.channel(), clock, to.id(), texts.next(random), 1);
      drafts.add(new Draft(to.author(), to.channel(), clock, MessageType.EDIT, edit, to.id()));
    } else if (kind < 230) {
      int emoji = 1 + random.nextInt(6);
      byte[] reaction = payloads.reaction(to.channel(), clock, to.id(), emoji, false);
      int author = authors.pick(random);
      drafts.add(new Draft(author, to.channel(), clock, MessageType.REACTION, reaction, to.id()));
    } else {
      byte[] deletion = payloads.deletion(to.channel(), clock, to.id(), "");
      drafts.add(
          new Draft(to.author(), to.channel(), clock, MessageType.DELETION, deletion, to.id()));
    }
  }

  private List<JournalMessage> sign(List<Draft> drafts) {
    return IntStream.range(0, drafts.size()).parallel().mapToObj(i -> sign(drafts.get(i))).toList();
  }

  private JournalMessage sign(Draft draft) {
    Community.Member author = community.member(draft.author());
    Envelope envelope = Envelope.sign(curve, author.key(), draft.payload(), draft.type());
    return new JournalMessage(
        draft.channel(),
        author.publicKey(),
        envelope.id(author.point()),
        draft.clock(),
        draft.type(),
        draft.to(),
        false,
        0,
        List.of(),
        envelope.encode());
  }

  private static List<Sent> targets(List<Draft> drafts, List<JournalMessage> batch) {
    List<Sent> sent = new ArrayList<>();
    for (int i = Math.max(0, batch.size() - 500); i < batch.size(); i++) {
      JournalMessage message = batch.get(i);
      if (message.type() == MessageType.CHAT) {
        Draft draft = drafts.get(i);
        sent.add(new Sent(message.id(), draft.channel(), draft.author(), draft.clock()));
      }
    }
    return sent;
  }
}
