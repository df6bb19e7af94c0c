package org.annals.archiver.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.annals.keys.PublicKey;
import org.annals.keys.Signature65;

/**
 * An envelope together with the author that is stated for it, its payload in parts. Whether the
 * statement is true is found out by {@link Authenticator}.
 *
 * @param type the envelope's type number, 0 or more
 * @param payload neighbouring inline parts are one, none is empty
 */
public record StatedEnvelope(
    PublicKey author, Signature65 signature, int type, List<PayloadPart> payload) {
  public StatedEnvelope {
    payload = List.copyOf(payload);
  }

  /**
   * The envelope with its whole payload in memory, or empty when a medium's bytes are not there.
   *
   * @throws IOException when media cannot be read
   * @throws IllegalArgumentException when a medium has another size than it says
   */
  public Optional<Envelope> join(MediaBytes media) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(payloadLength()));
    for (PayloadPart part : payload) {
      if (part instanceof PayloadPart.Inline inline) {
        out.writeBytes(inline.bytes());
      } else if (part instanceof PayloadPart.Media piece && !media.writeTo(piece.media(), out)) {
        return Optional.empty();
      }
    }
    if (out.size() != payloadLength()) {
      throw new IllegalArgumentException("a medium has another size than it says");
    }
    return Optional.of(new Envelope(signature, out.toByteArray(), type));
  }

  /** The same with another signature. */
  public StatedEnvelope with(Signature65 other) {
    return new StatedEnvelope(author, other, type, payload);
  }

  /** Length of the signed payload in bytes. */
  public long payloadLength() {
    long length = 0;
    for (PayloadPart part : payload) {
      length += part.length();
    }
    return length;
  }
}
