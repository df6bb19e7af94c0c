package org.annals.keys;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * libsecp256k1 through JNI: about 37,000 checks a second on one core. Thread-safe; each call is one
 * or two native calls and holds no lock.
 */
final class NativeSecp256k1 implements Secp256k1 {
  private final fr.acinq.secp256k1.Secp256k1 library;

  private NativeSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /**
   * Loads the library, or is empty where it does not load: another platform, no place to unpack.
   */
  static Optional<Secp256k1> load() {
    try {
      NativeSecp256k1 loaded = new NativeSecp256k1(fr.acinq.secp256k1.Secp256k1.get());
      byte[] one = new byte[PrivateKey.LENGTH];
      one[PrivateKey.LENGTH - 1] = 1;
      return loaded.isValid(PrivateKey.of(one)) ? Optional.of(loaded) : Optional.empty();
    } catch (IllegalStateException | LinkageError e) {
      return Optional.empty();
    }
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public boolean isValid(PrivateKey key) {
    return library.secKeyVerify(key.toBytes());
  }

  @Override
  public boolean isOnCurve(PublicKey key) {
    return uncompressed(key).isPresent();
  }

  @Override
  public PublicKey publicKey(PrivateKey key) {
    PublicKey known = key.knownPublicKey();
    if (known != null) {
      return known;
    }
    if (!isValid(key)) {
      throw new IllegalArgumentException("the private key is out of range");
    }
    PublicKey made = compress(library.pubkeyCreate(key.toBytes()));
    key.rememberPublicKey(made);
    return made;
  }

  @Override
  public Optional<byte[]> uncompressed(PublicKey key) {
    try {
      return Optional.of(library.pubkeyParse(key.toBytes()));
    } catch (Secp256k1Exception e) {
      return Optional.empty();
    }
  }

  @Override
  public Signature65 sign(PrivateKey key, Digest hash) {
    PublicKey author = publicKey(key);
    byte[] compact = library.sign(hash.toBytes(), key.toBytes(), null);
    byte[] signature = Arrays.copyOf(compact, Signature65.LENGTH);
    // The library does not tell v; one of the two must give the signer's key back.
    if (!matches(author, recovered(compact, hash, 0))) {
      signature[Signature65.LENGTH - 1] = 1;
    }
    return Signature65.of(signature);
  }

  @Override
  public boolean verify(PublicKey key, Digest hash, Signature65 signature) {
    // A recovered key satisfies the ECDSA equation for r, s and v: comparing it is the whole check.
    return signature.isWellFormed()
        && matches(key, recovered(signature.compact(), hash, signature.v()));
  }

  @Override
  public Optional<PublicKey> recover(Digest hash, Signature65 signature) {
    if (!signature.isWellFormed()) {
      return Optional.empty();
    }
    byte[] point = recovered(signature.compact(), hash, signature.v());
    return point == null ? Optional.empty() : Optional.of(compress(point));
  }

  private byte @Nullable [] recovered(byte[] compact, Digest hash, int v) {
    try {
      return library.ecdsaRecover(compact, hash.toBytes(), v);
    } catch (Secp256k1Exception e) {
      return null;
    }
  }

  private static boolean matches(PublicKey key, byte @Nullable [] point) {
    return point != null && key.isPoint(point);
  }

  private static PublicKey compress(byte[] point) {
    byte[] compressed = Arrays.copyOf(point, PublicKey.LENGTH);
    compressed[0] = (byte) (2 + (point[64] & 1));
    return PublicKey.of(compressed);
  }
}
