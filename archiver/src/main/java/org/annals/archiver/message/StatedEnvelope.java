package org.annals.archiver.message;

import java.util.List;
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

  /** Length of the signed payload in bytes. */
  public long payloadLength() {
    long length = 0;
    for (PayloadPart part : payload) {
      length += part.length();
    }
    return length;
  }
}
