package org.annals.workload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.ChatMessageBuilder;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.StatusPayloads;
import org.annals.keys.Digest;
import org.annals.keys.Keccak256;
import org.annals.keys.Secp256k1;
import org.jspecify.annotations.Nullable;

/** Writes what happens as signed messages, and decides what follows from a message. */
final class Scribe {
  private static final int IMAGE = 7;
  private static final int TEXT = 1;
  private static final int EMOJI = 6;
  private static final int MODERATED = 10;

  private final StatusPayloads payloads;
  private final Secp256k1 curve;
  private final Words words;
  private final Rooms rooms;
  private final Population population;
  private final WorkloadSink sink;
  private final Tally tally;
  private final double pinned;

  Scribe(WorkloadSpec spec, Secp256k1 curve, Words words, Rooms rooms, WorkloadSink sink) {
    this.payloads = new StatusPayloads(spec.community());
    this.curve = curve;
    this.words = words;
    this.rooms = rooms;
    this.population = new Population(spec, curve, words);
    this.sink = sink;
    this.tally = new Tally(spec.shape().authors(), rooms.count());
    this.pinned = spec.messages() < 100_000 ? 0.001 : 0.0005;
  }

  Rooms rooms() {
    return rooms;
  }

  Population population() {
    return population;
  }

  Tally tally() {
    return tally;
  }

  void write(Step step, Chance chance, History history) throws IOException {
    Step.At at = step.at();
    long clock = rooms.conversation(at.channel()).tick(at.time());
    ChannelId channel = rooms.id(at.channel());
    if (step instanceof Step.Write write) {
      chat(write, clock, chance, history);
    } else if (step instanceof Step.Edit edit) {
      int kind = edit.picture() ? IMAGE : TEXT;
      byte[] payload = payloads.edit(channel, clock, edit.target(), edit.text(), kind);
      send(at, clock, payload, MessageType.EDIT, edit.target());
    } else if (step instanceof Step.Delete delete) {
      String by =
          delete.byModerator()
              ? "0x" + HexFormat.of().formatHex(population.author(at.author()).point())
              : "";
      byte[] payload = payloads.deletion(channel, clock, delete.target(), by);
      send(at, clock, payload, MessageType.DELETION, delete.target());
    } else if (step instanceof Step.React react) {
      byte[] payload =
          payloads.reaction(channel, clock, react.target(), react.emoji(), react.retracted());
      send(at, clock, payload, MessageType.REACTION, react.target());
    } else if (step instanceof Step.Pin pin) {
      byte[] payload = payloads.pin(channel, clock, pin.target(), true);
      send(at, clock, payload, MessageType.PIN, pin.target());
    }
  }

  private void chat(Step.Write step, long clock, Chance chance, History history)
      throws IOException {
    Step.At at = step.at();
    Conversation conversation = rooms.conversation(at.channel());
    Step.Picture picture = step.picture();
    Author author = population.author(at.author());
    String mentioned = population.author(population.regular(chance)).name();
    String text = picture == null || chance.happens(0.3) ? words.text(chance, mentioned) : "";
    ChatMessageBuilder chat =
        payloads
            .chat(rooms.id(at.channel()), clock)
            .timestamp(clock)
            .text(text)
            .displayName(author.name());
    if (chance.happens(0.19)) {
      reply(chat, conversation, chance);
    }
    if (picture != null) {
      GeneratedImage image = GeneratedImage.of(picture.image().seed(), picture.image().size());
      tally.image(image.bytes().length);
      chat.image(
          new ChatMessageBuilder.Image(
              image.bytes(),
              image.format(),
              picture.album(),
              image.width(),
              image.height(),
              picture.albumCount()));
    }
    tally.message(at, text);
    MessageId id = send(at, clock, chat.build(), MessageType.CHAT, null);
    conversation.said(new Conversation.Said(id, at.author()), chance);
    follow(at, id, text, picture != null, chance, history);
  }

  private void reply(ChatMessageBuilder chat, Conversation conversation, Chance chance) {
    Optional<MessageId> target = conversation.answered(chance);
    if (chance.happens(0.01)) {
      // Of a message that nobody has any more.
      byte[] gone = Long.toHexString(chance.bits()).getBytes(StandardCharsets.US_ASCII);
      target = Optional.of(new MessageId(Digest.sha256(gone)));
    }
    target.ifPresent(
        id -> {
          chat.reply(id);
          tally.replies++;
        });
  }

  private void follow(
      Step.At at, MessageId id, String text, boolean picture, Chance chance, History history) {
    if (chance.happens(0.09)) {
      String edited = text.isEmpty() ? words.word(chance) : text + " " + words.word(chance);
      history.later(
          new Step.Edit(
              after(at, chance.logNormal(45, 1.8), at.author(), history), id, edited, picture));
    }
    if (chance.happens(0.015)) {
      history.later(
          new Step.Delete(after(at, chance.logNormal(600, 2), at.author(), history), id, false));
    }
    if (chance.happens(0.14)) {
      reactions(at, id, chance, history);
    }
    if (chance.happens(pinned)) {
      history.later(
          new Step.Pin(after(at, chance.logNormal(3_600, 1.5), moderator(), history), id));
    }
    if (chance.happens(0.0003)) {
      for (Conversation.Said bad : rooms.conversation(at.channel()).of(at.author(), MODERATED)) {
        history.later(new Step.Delete(after(at, 900, moderator(), history), bad.id(), true));
      }
    }
  }

  private void reactions(Step.At at, MessageId id, Chance chance, History history) {
    tally.reactedMessages++;
    Set<Integer> used = new HashSet<>();
    for (int kinds = chance.geometric(1.3); kinds > 0; kinds--) {
      int emoji = 1 + chance.below(EMOJI);
      for (int users = chance.geometric(1.6); users > 0; users--) {
        int author = population.regular(chance);
        if (used.add(author * EMOJI + emoji)) {
          Step.At when = after(at, chance.logNormal(300, 2), author, history);
          history.later(new Step.React(when, id, emoji, false));
          if (chance.happens(0.02)) {
            Step.At back = after(when, chance.logNormal(60, 1), author, history);
            history.later(new Step.React(back, id, emoji, true));
          }
        }
      }
    }
  }

  private int moderator() {
    return population.first();
  }

  private static Step.At after(Step.At at, double seconds, int author, History history) {
    long delay = (long) (1_000 * Math.min(seconds, 20 * 86_400));
    return history.at(at.time() + 1 + delay, at.channel(), author);
  }

  private MessageId send(
      Step.At at, long clock, byte[] payload, int type, @Nullable MessageId target)
      throws IOException {
    Author author = population.author(at.author());
    Envelope envelope = Envelope.sign(curve, author.key(), payload, type);
    byte[] bytes = envelope.encode();
    MessageId id = new MessageId(Keccak256.of(author.point(), bytes));
    tally.envelope(type, bytes.length);
    sink.message(
        new WorkloadMessage(
            rooms.id(at.channel()),
            author.publicKey(),
            id,
            clock,
            Optional.ofNullable(target),
            envelope));
    return id;
  }
}
