package org.annals.workload;

import java.util.Optional;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;

/** Real keys, no signatures: for tests that only look at proportions. */
record UnsignedCurve(Secp256k1 real) implements Secp256k1 {
  @Override
  public String name() {
    return "unsigned";
  }

  @Override
  public boolean isValid(PrivateKey key) {
    return real.isValid(key);
  }

  @Override
  public boolean isOnCurve(PublicKey key) {
    return real.isOnCurve(key);
  }

  @Override
  public PublicKey publicKey(PrivateKey key) {
    return real.publicKey(key);
  }

  @Override
  public Optional<byte[]> uncompressed(PublicKey key) {
    return real.uncompressed(key);
  }

  @Override
  public Signature65 sign(PrivateKey key, Digest hash) {
    return Signature65.of(new byte[Signature65.LENGTH]);
  }

  @Override
  public boolean verify(PublicKey key, Digest hash, Signature65 signature) {
    return real.verify(key, hash, signature);
  }

  @Override
  public Optional<PublicKey> recover(Digest hash, Signature65 signature) {
    return real.recover(hash, signature);
  }
}
