package org.annals.archiver.chunk;

import org.annals.archiver.CommunityId;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;
import org.annals.keys.SigningKind;

/** Signs chunk headers as one community. Immutable, thread-safe; holds the community's key. */
public final class ChunkSigner {
  private final AnnalsSignatures signatures;
  private final PrivateKey key;
  private final CommunityId community;

  /**
   * Signs with this key.
   *
   * @throws IllegalArgumentException when the key is out of range
   */
  public ChunkSigner(Secp256k1 curve, PrivateKey key) {
    this.signatures = new AnnalsSignatures(curve);
    this.key = key;
    this.community = new CommunityId(curve.publicKey(key));
  }

  /** The community whose key this is. */
  public CommunityId community() {
    return community;
  }

  Signature65 sign(Digest headerHash) {
    return signatures.sign(SigningKind.CHUNK, key, headerHash);
  }
}
