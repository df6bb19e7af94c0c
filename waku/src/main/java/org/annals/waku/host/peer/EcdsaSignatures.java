package org.annals.waku.host.peer;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;

/** secp256k1 signatures as libp2p has them: DER, over SHA-256 of the message. Stateless. */
final class EcdsaSignatures {
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private EcdsaSignatures() {}

  static byte[] sign(Secp256k1 curve, PrivateKey key, byte[] message) {
    byte[] signature = curve.sign(key, Digest.sha256(message)).toBytes();
    return Der.encode(Arrays.copyOf(signature, 64));
  }

  static boolean verify(Secp256k1 curve, byte[] publicKey, byte[] message, byte[] der) {
    Optional<byte[]> rs = Der.decode(der);
    if (rs.isEmpty() || publicKey.length != PublicKey.LENGTH) {
      return false;
    }
    if (publicKey[0] != 2 && publicKey[0] != 3) {
      return false;
    }
    PublicKey key = PublicKey.of(publicKey);
    if (!curve.isOnCurve(key)) {
      return false;
    }
    Digest hash = Digest.sha256(message);
    byte[] signature = Arrays.copyOf(withLowS(rs.get()), Signature65.LENGTH);
    // libp2p does not send the recovery id, which the curve's contract asks for; it is one of two.
    for (byte v = 0; v <= 1; v++) {
      signature[64] = v;
      if (curve.verify(key, hash, Signature65.of(signature))) {
        return true;
      }
    }
    return false;
  }

  /** (r, n - s) is as valid as (r, s); other implementations may send either. */
  private static byte[] withLowS(byte[] rs) {
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(rs, 32, 64));
    if (s.compareTo(ORDER.shiftRight(1)) <= 0 || s.compareTo(ORDER) >= 0) {
      return rs;
    }
    byte[] low = ORDER.subtract(s).toByteArray();
    byte[] result = Arrays.copyOf(rs, 64);
    Arrays.fill(result, 32, 64, (byte) 0);
    int from = Math.max(0, low.length - 32);
    System.arraycopy(low, from, result, 64 - (low.length - from), low.length - from);
    return result;
  }
}
