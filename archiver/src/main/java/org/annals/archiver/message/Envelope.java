package org.annals.archiver.message;

import org.annals.archiver.MessageId;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Keccak256;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;

/**
 * Status' {@code ApplicationMetadataMessage} under the strict rules of FORMAT section 2: signature,
 * payload and type, nothing else, so that these three rebuild the exact bytes. Immutable.
 *
 * @param payload what the author signed; never modified
 * @param type not signed; 0 or more
 */
public record Envelope(Signature65 signature, byte[] payload, int type) {
  /** No envelope is longer, in bytes: the largest record of a section with its largest media. */
  public static final int MAX_LENGTH = 32 << 20;

  /**
   * Checks the type.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public Envelope {
    if (type < 0) {
      throw new IllegalArgumentException("a type is 0 or more, not " + type);
    }
  }

  /** What came of reading bytes. */
  public sealed interface Outcome {}

  /** The bytes are an acceptable envelope; who signed it is not known yet. */
  public record Parsed(Envelope envelope) implements Outcome {}

  /** The bytes are not acceptable. */
  public record Rejected(String reason) implements Outcome {}

  /** Reads envelope bytes. Signature values are checked too, the signature itself is not. */
  public static Outcome parse(byte[] bytes) {
    if (bytes.length > MAX_LENGTH) {
      return new Rejected("envelope: longer than its cap");
    }
    byte[] signature = new byte[0];
    byte[] payload = new byte[0];
    int type = 0;
    try {
      CanonicalReader reader = new CanonicalReader(bytes);
      while (reader.next()) {
        switch (reader.field()) {
          case 1 -> signature = reader.exactly(Signature65.LENGTH);
          case 2 -> payload = reader.bytes(bytes.length);
          case 3 -> type = reader.uint32(Integer.MAX_VALUE);
          default -> throw new MalformedException("unknown field");
        }
      }
    } catch (MalformedException e) {
      return new Rejected("envelope: " + e.reason());
    }
    return signature.length == 0 || payload.length == 0 || type == 0
        ? new Rejected("envelope: a field is missing")
        : checked(new Envelope(Signature65.of(signature), payload, type));
  }

  private static Outcome checked(Envelope envelope) {
    return envelope.signature.isWellFormed()
        ? new Parsed(envelope)
        : new Rejected("envelope: signature values out of range");
  }

  /**
   * Signs a payload as Status does: over its Keccak-256.
   *
   * @throws IllegalArgumentException when the key is out of range
   */
  public static Envelope sign(Secp256k1 curve, PrivateKey author, byte[] payload, int type) {
    return new Envelope(curve.sign(author, Keccak256.of(payload)), payload, type);
  }

  /** This with its stated author, its payload cut into parts. */
  public StatedEnvelope statedBy(PublicKey author) {
    return new StatedEnvelope(author, signature, type, SplitPayload.of(type, payload).parts());
  }

  /** The exact bytes. */
  public byte[] encode() {
    CanonicalWriter writer = new CanonicalWriter(payload.length + 80);
    return writer.bytes(1, signature.toBytes()).bytes(2, payload).uint64(3, type).toByteArray();
  }

  /**
   * The id of a native message.
   *
   * @param uncompressedAuthor the author's key, 65 bytes
   */
  public MessageId id(byte[] uncompressedAuthor) {
    return new MessageId(Keccak256.of(uncompressedAuthor, encode()));
  }
}
