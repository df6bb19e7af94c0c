package org.annals.archiver.message;

import org.annals.archiver.wire.CanonicalWriter;
import org.annals.keys.Signature65;

/** The bytes of an envelope before and after its payload, for hashing without joining. */
final class EnvelopeFrame {
  private EnvelopeFrame() {}

  /** Signature field, then tag and length of the payload field. */
  static byte[] before(Signature65 signature, long payloadLength) {
    byte[] frame = new byte[2 + Signature65.LENGTH + 1 + varintSize(payloadLength)];
    frame[0] = 0x0A;
    frame[1] = Signature65.LENGTH;
    System.arraycopy(signature.toBytes(), 0, frame, 2, Signature65.LENGTH);
    frame[2 + Signature65.LENGTH] = 0x12;
    putVarint(frame, 3 + Signature65.LENGTH, payloadLength);
    return frame;
  }

  /** Type field. */
  static byte[] after(int type) {
    byte[] frame = new byte[1 + varintSize(type)];
    frame[0] = 0x18;
    putVarint(frame, 1, type);
    return frame;
  }

  private static int varintSize(long value) {
    return CanonicalWriter.varintSize(value);
  }

  private static void putVarint(byte[] target, int offset, long value) {
    int at = offset;
    long rest = value;
    while (rest > 0x7F) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at] = (byte) rest;
  }
}
