package org.annals.waku.host.peer;

import java.util.Arrays;
import java.util.Optional;

/** ASN.1 DER form of a 256-bit ECDSA signature: SEQUENCE of two INTEGERs. Stateless. */
final class Der {
  private static final int INTEGER = 2;
  private static final int SEQUENCE = 0x30;

  private Der() {}

  /** The encoding of {@code r || s}, 32 bytes each. */
  static byte[] encode(byte[] rs) {
    byte[] r = integer(Arrays.copyOfRange(rs, 0, 32));
    byte[] s = integer(Arrays.copyOfRange(rs, 32, 64));
    byte[] der = new byte[2 + r.length + s.length];
    der[0] = SEQUENCE;
    der[1] = (byte) (r.length + s.length);
    System.arraycopy(r, 0, der, 2, r.length);
    System.arraycopy(s, 0, der, 2 + r.length, s.length);
    return der;
  }

  /** {@code r || s} of the one valid encoding, else empty; the ranges are for the verifier. */
  static Optional<byte[]> decode(byte[] der) {
    if (der.length < 8 || der.length > 72 || der[0] != SEQUENCE || der[1] != der.length - 2) {
      return Optional.empty();
    }
    byte[] rs = new byte[64];
    int next = readInteger(der, 2, rs, 0);
    int end = next < 0 ? -1 : readInteger(der, next, rs, 32);
    return end == der.length ? Optional.of(rs) : Optional.empty();
  }

  private static byte[] integer(byte[] big) {
    int zeros = 0;
    while (zeros < 31 && big[zeros] == 0) {
      zeros++;
    }
    boolean pad = big[zeros] < 0;
    int length = 32 - zeros + (pad ? 1 : 0);
    byte[] der = new byte[2 + length];
    der[0] = INTEGER;
    der[1] = (byte) length;
    System.arraycopy(big, zeros, der, der.length - (32 - zeros), 32 - zeros);
    return der;
  }

  /** Where the integer ends, or -1. */
  private static int readInteger(byte[] der, int at, byte[] out, int outAt) {
    if (at + 2 > der.length || der[at] != INTEGER) {
      return -1;
    }
    int length = der[at + 1];
    int from = at + 2;
    if (length < 1 || length > 33 || from + length > der.length || der[from] < 0) {
      return -1;
    }
    boolean padded = der[from] == 0 && length > 1;
    if (padded && der[from + 1] >= 0) {
      return -1;
    }
    int digits = padded ? length - 1 : length;
    if (digits > 32) {
      return -1;
    }
    System.arraycopy(der, from + length - digits, out, outAt + 32 - digits, digits);
    return from + length;
  }
}
