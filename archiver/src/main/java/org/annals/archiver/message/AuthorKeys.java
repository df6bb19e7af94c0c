package org.annals.archiver.message;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;

/** Remembers authors' uncompressed keys: finding one costs a square root. Thread-safe, bounded. */
final class AuthorKeys {
  private static final int MAX_AUTHORS = 65_536;

  private final Secp256k1 curve;
  private final Map<PublicKey, Optional<byte[]>> known = new ConcurrentHashMap<>();

  AuthorKeys(Secp256k1 curve) {
    this.curve = curve;
  }

  /** {@code 04 || x || y}, never modified; empty when the key is not on the curve. */
  Optional<byte[]> uncompressed(PublicKey author) {
    Optional<byte[]> point = known.get(author);
    if (point == null) {
      if (known.size() >= MAX_AUTHORS) {
        known.clear();
      }
      point = curve.uncompressed(author);
      known.put(author, point);
    }
    return point;
  }
}
