package org.annals.archiver.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.annals.archiver.MessageId;
import org.annals.archiver.message.StatusVectors.Vector;
import org.annals.keys.Secp256k1;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Byte for byte what status-go writes, and accepted when it comes from there. */
final class StatusVectorsTest {
  private final Secp256k1 curve = Secp256k1.fastest();
  private final StatusPayloads payloads = new StatusPayloads(StatusVectors.COMMUNITY);

  static Iterable<Vector> vectors() {
    return StatusVectors.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void build_fieldsOfVector_samePayloadAndEnvelope(Vector vector) {
    byte[] payload = build(vector);
    assertThat(payload).isEqualTo(vector.payload());
    Envelope envelope = Envelope.sign(curve, vector.key(), payload, vector.type());
    assertThat(envelope.encode()).isEqualTo(vector.envelope());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void parseAndAuthenticate_vector_sameIdAndContent(Vector vector) throws Exception {
    Envelope envelope = ((Envelope.Parsed) Envelope.parse(vector.envelope())).envelope();
    assertThat(envelope.encode()).isEqualTo(vector.envelope());
    Authenticator authenticator = new Authenticator(StatusVectors.COMMUNITY, curve);
    Authentication outcome =
        authenticator.signed(vector.channel(), envelope.statedBy(vector.author()), MediaBytes.NONE);
    assertThat(outcome).isInstanceOf(Authentication.Authenticated.class);
    Authentication.Authenticated done = (Authentication.Authenticated) outcome;
    assertThat(done.id()).isEqualTo(vector.id());
    assertThat(done.content().clock()).isEqualTo(vector.number("clock"));
    assertThat(authenticator.nativeId(vector.author(), envelope)).contains(vector.id());
    if (done.content() instanceof MessageContent.Chat chat) {
      assertThat(chat.text()).isEqualTo(vector.text("text"));
      assertThat(chat.displayName()).isEqualTo(vector.text("displayName"));
      assertThat(chat.imported()).isEmpty();
    } else {
      assertThat(done.content().targetId()).contains(target(vector));
    }
  }

  private byte[] build(Vector vector) {
    long clock = vector.number("clock");
    return switch (vector.type()) {
      case MessageType.CHAT -> chat(vector, clock);
      case MessageType.REACTION ->
          payloads.reaction(
              vector.channel(),
              clock,
              target(vector),
              (int) vector.number("type"),
              vector.text("retracted").equals("True"));
      case MessageType.PIN ->
          payloads.pin(
              vector.channel(), clock, target(vector), vector.text("pinned").equals("True"));
      case MessageType.EDIT ->
          payloads.edit(
              vector.channel(),
              clock,
              target(vector),
              vector.text("text"),
              (int) vector.number("contentType"));
      case MessageType.DELETION ->
          payloads.deletion(vector.channel(), clock, target(vector), vector.text("deletedBy"));
      default -> throw new AssertionError("no such vector: " + vector.type());
    };
  }

  private byte[] chat(Vector vector, long clock) {
    ChatMessageBuilder builder =
        payloads
            .chat(vector.channel(), clock)
            .timestamp(vector.number("timestamp"))
            .text(vector.text("text"))
            .displayName(vector.text("displayName"))
            .customizationColor((int) vector.number("customizationColor"));
    MessageIds.parse(vector.text("responseTo")).ifPresent(builder::reply);
    if (vector.text("kind").equals("image")) {
      builder.image(
          new ChatMessageBuilder.Image(
              image(vector),
              (int) vector.number("image.format"),
              vector.text("image.albumId"),
              (int) vector.number("image.width"),
              (int) vector.number("image.height"),
              (int) vector.number("image.albumImagesCount")));
    }
    return builder.build();
  }

  private static byte[] image(Vector vector) {
    StatedEnvelope envelope =
        new Envelope(vector.signature(), vector.payload(), vector.type()).statedBy(vector.author());
    ContentOutcome outcome = new ContentReader(StatusVectors.COMMUNITY).read(envelope);
    MessageContent.Chat chat = (MessageContent.Chat) ((ContentOutcome.Accepted) outcome).content();
    byte[] bytes = ((Attachment.Inline) chat.attachments().get(0).place()).bytes();
    assertThat(bytes).hasSize((int) vector.number("image.payloadLen"));
    assertThat(chat.attachments().get(0).digest().orElseThrow().hex())
        .isEqualTo(vector.text("image.payloadSha256"));
    return bytes;
  }

  private static MessageId target(Vector vector) {
    return MessageIds.parse(vector.text("messageId")).orElseThrow();
  }
}
