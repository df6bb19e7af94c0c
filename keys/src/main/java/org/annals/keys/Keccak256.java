package org.annals.keys;

import java.io.OutputStream;
import org.bouncycastle.crypto.digests.KeccakDigest;

/**
 * Keccak-256 as Ethereum and Status use it (the padding before FIPS 202), fed piece by piece.
 *
 * <p>Confined to one thread. After {@link #digest} it is empty again.
 */
public final class Keccak256 extends OutputStream {
  private final KeccakDigest keccak = new KeccakDigest(256);

  /** Hash of the parts, one after the other. */
  public static Digest of(byte[]... parts) {
    Keccak256 keccak = new Keccak256();
    for (byte[] part : parts) {
      keccak.write(part, 0, part.length);
    }
    return keccak.digest();
  }

  @Override
  public void write(int b) {
    keccak.update((byte) b);
  }

  @Override
  public void write(byte[] bytes) {
    keccak.update(bytes, 0, bytes.length);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    keccak.update(bytes, offset, length);
  }

  /** Forgets all bytes so far. */
  public void clear() {
    keccak.reset();
  }

  /** The hash of all bytes so far; empties this. */
  public Digest digest() {
    byte[] hash = new byte[Digest.LENGTH];
    keccak.doFinal(hash, 0);
    return Digest.of(hash);
  }
}
