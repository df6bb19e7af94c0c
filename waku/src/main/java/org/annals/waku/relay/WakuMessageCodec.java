package org.annals.waku.relay;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.codec.ProtoReader;
import org.annals.waku.host.codec.ProtoWriter;

/**
 * The bytes of a {@link WakuMessage}: proto3 with explicit presence; the timestamp is zigzag.
 * Thread-safe.
 */
public final class WakuMessageCodec {
  /** Longest encoded message; what relays and stores of the network take. */
  public static final int MAX_BYTES = 150 * 1024;

  private static final int MAX_CONTENT_TOPIC = 1024;
  private static final int MAX_META = 64;

  private WakuMessageCodec() {}

  /** What became of received bytes. */
  public sealed interface Outcome {}

  /** A message. */
  public record Decoded(WakuMessage message) implements Outcome {}

  /** Not a Waku message, or not one that this node takes. */
  public record Rejected(String reason) implements Outcome {}

  /** Writes a message; empty fields are left out, payload and content topic when they are empty. */
  public static byte[] encode(WakuMessage message) {
    ProtoWriter out = new ProtoWriter();
    if (message.payload().length > 0) {
      out.bytes(1, message.payload());
    }
    if (!message.contentTopic().isEmpty()) {
      out.string(2, message.contentTopic());
    }
    message.version().ifPresent(version -> out.varint(3, Integer.toUnsignedLong(version)));
    message.timestamp().ifPresent(timestamp -> out.zigzag(10, timestamp));
    message.meta().ifPresent(meta -> out.bytes(11, meta));
    message.proof().ifPresent(proof -> out.bytes(21, proof));
    message.ephemeral().ifPresent(ephemeral -> out.varint(31, ephemeral ? 1 : 0));
    return out.toBytes();
  }

  /** Reads a message; it must name a content topic, and its payload may be empty. */
  public static Outcome decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return new Rejected("a Waku message of " + bytes.length + " bytes");
    }
    try {
      return parse(new ProtoReader(bytes));
    } catch (MalformedInput e) {
      return new Rejected("a Waku message in which " + e.reason());
    }
  }

  private static Outcome parse(ProtoReader in) throws MalformedInput {
    byte[] payload = {};
    String contentTopic = "";
    OptionalInt version = OptionalInt.empty();
    OptionalLong timestamp = OptionalLong.empty();
    Optional<byte[]> meta = Optional.empty();
    Optional<byte[]> proof = Optional.empty();
    Optional<Boolean> ephemeral = Optional.empty();
    while (in.nextField()) {
      switch (in.field()) {
        case 1 -> payload = in.bytes(MAX_BYTES);
        case 2 -> contentTopic = in.string(MAX_CONTENT_TOPIC);
        case 3 -> version = OptionalInt.of((int) in.varint());
        case 10 -> timestamp = OptionalLong.of(in.zigzag());
        case 11 -> meta = Optional.of(in.bytes(MAX_META));
        case 21 -> proof = Optional.of(in.bytes(MAX_BYTES));
        case 31 -> ephemeral = Optional.of(in.bool());
        default -> in.skip();
      }
    }
    if (contentTopic.isEmpty()) {
      return new Rejected("a Waku message without a content topic");
    }
    return new Decoded(
        new WakuMessage(payload, contentTopic, version, timestamp, meta, proof, ephemeral));
  }
}
