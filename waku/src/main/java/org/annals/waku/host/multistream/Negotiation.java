package org.annals.waku.host.multistream;

import java.nio.ByteBuffer;
import org.annals.waku.host.codec.MalformedInput;

/** Either side of multistream-select. */
public interface Negotiation {
  /** Writes what can be written before the other side does. To be called once. */
  void start();

  /**
   * Reads what the other side sent, up to the end of the negotiation and not a byte further.
   *
   * @throws MalformedInput when the other side breaks the protocol
   */
  Outcome feed(ByteBuffer in) throws MalformedInput;
}
