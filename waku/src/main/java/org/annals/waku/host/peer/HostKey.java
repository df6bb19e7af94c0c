package org.annals.waku.host.peer;

import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;

/**
 * A host's own identity: signs its Noise key. Thread-safe. Never printed.
 *
 * <p>Annals makes secp256k1 identities, as Waku nodes do; Ed25519 is there because other libp2p
 * programs default to it.
 */
public final class HostKey {
  private final PeerKey publicKey;
  private final Signer signer;

  private HostKey(PeerKey publicKey, Signer signer) {
    this.publicKey = publicKey;
    this.signer = signer;
  }

  /**
   * A secp256k1 identity.
   *
   * @throws IllegalArgumentException when the key is out of range
   */
  public static HostKey secp256k1(PrivateKey key, Secp256k1 curve) {
    PeerKey publicKey = PeerKey.of(KeyType.SECP256K1, curve.publicKey(key).toBytes());
    return new HostKey(publicKey, message -> EcdsaSignatures.sign(curve, key, message));
  }

  /**
   * An Ed25519 identity.
   *
   * @param seed 32 bytes
   * @throws IllegalArgumentException when the length is another
   */
  public static HostKey ed25519(byte[] seed) {
    Ed25519Key key = Ed25519Key.ofSeed(seed);
    return new HostKey(PeerKey.of(KeyType.ED25519, key.publicBytes()), key::sign);
  }

  /** The public half. */
  public PeerKey publicKey() {
    return publicKey;
  }

  /** The id of this host. */
  public PeerId peerId() {
    return publicKey.peerId();
  }

  /** The signature over a message, in the form libp2p has for the kind of key. */
  public byte[] sign(byte[] message) {
    return signer.sign(message);
  }

  @Override
  public String toString() {
    return "HostKey(" + peerId() + ")";
  }

  private interface Signer {
    byte[] sign(byte[] message);
  }
}
