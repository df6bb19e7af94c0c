package org.annals.bench.history;

import java.util.SplittableRandom;
import org.annals.archiver.CommunityId;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;

/** A generated community's key, the same for the same seed. Immutable. */
public record Community(PrivateKey key, CommunityId id) {

  /** The community of a seed. */
  public static Community of(long seed, Secp256k1 curve) {
    PrivateKey key = privateKey(new SplittableRandom(seed));
    return new Community(key, new CommunityId(curve.publicKey(key)));
  }

  static PrivateKey privateKey(SplittableRandom random) {
    byte[] scalar = new byte[PrivateKey.LENGTH];
    random.nextBytes(scalar);
    // Below the group's order, and not 0.
    scalar[0] &= 0x7f;
    scalar[31] |= 1;
    return PrivateKey.of(scalar);
  }
}
