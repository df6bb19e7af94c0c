package org.annals.waku.host.peer;

import java.util.Arrays;
import org.annals.keys.Secp256k1;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.codec.ProtoReader;
import org.annals.waku.host.codec.ProtoWriter;

/**
 * A peer's public key as libp2p encodes it: key type and data, both present, in order, nothing
 * else. Immutable.
 */
public final class PeerKey {
  private static final int MAX_DATA = 2048;

  private final KeyType type;
  private final byte[] data;
  private final byte[] encoded;

  private PeerKey(KeyType type, byte[] data, byte[] encoded) {
    this.type = type;
    this.data = data;
    this.encoded = encoded;
  }

  static PeerKey of(KeyType type, byte[] data) {
    byte[] encoded = new ProtoWriter().varint(1, type.number).bytes(2, data).toBytes();
    return new PeerKey(type, data.clone(), encoded);
  }

  /**
   * Reads the one deterministic encoding.
   *
   * @throws MalformedInput at any other
   */
  public static PeerKey decode(byte[] encoded) throws MalformedInput {
    ProtoReader reader = new ProtoReader(encoded);
    KeyType type = null;
    byte[] data = null;
    while (reader.nextField()) {
      switch (reader.field()) {
        case 1 -> type = KeyType.ofNumber(reader.varint());
        case 2 -> data = reader.bytes(MAX_DATA);
        default -> throw new MalformedInput("a public key has a foreign field");
      }
    }
    if (type == null || data == null) {
      throw new MalformedInput("a public key is incomplete");
    }
    PeerKey key = of(type, data);
    if (!Arrays.equals(key.encoded, encoded)) {
      throw new MalformedInput("a public key is not encoded deterministically");
    }
    return key;
  }

  /** The id of the peer that holds the key. */
  public PeerId peerId() {
    return PeerId.ofEncodedKey(encoded);
  }

  /** A copy of the encoding. */
  public byte[] toBytes() {
    return encoded.clone();
  }

  /** Whether the signature over the message was made with this key. Never throws. */
  public boolean verify(byte[] message, byte[] signature, Secp256k1 curve) {
    return switch (type) {
      case SECP256K1 -> EcdsaSignatures.verify(curve, data, message, signature);
      case ED25519 -> PlatformSignatures.verifyEd25519(data, message, signature);
      case RSA -> PlatformSignatures.verifyRsa(data, message, signature);
      case ECDSA -> PlatformSignatures.verifyEcdsa(data, message, signature);
    };
  }
}
