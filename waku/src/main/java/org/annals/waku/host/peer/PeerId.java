package org.annals.waku.host.peer;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.annals.keys.Digest;
import org.annals.waku.host.codec.Base58;
import org.annals.waku.host.codec.MalformedInput;

/**
 * Names a libp2p peer by its public key: a multihash of the encoded key (libp2p specs, peer-ids).
 *
 * <p>Immutable; equal by content; ordered bytewise. Text is base58btc; CID version 1 in base 32, 36
 * and 58 is read as well.
 */
public final class PeerId implements Comparable<PeerId> {
  private static final int MAX_IDENTITY = 42;
  private static final byte[] CID_PREFIX = {1, 0x72};
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private final byte[] multihash;

  private PeerId(byte[] multihash) {
    this.multihash = multihash;
  }

  /** The id of an encoded public key. */
  public static PeerId ofEncodedKey(byte[] encodedKey) {
    boolean inline = encodedKey.length <= MAX_IDENTITY;
    byte[] hash = inline ? encodedKey : Digest.sha256(encodedKey).toBytes();
    byte[] multihash = new byte[2 + hash.length];
    multihash[0] = (byte) (inline ? 0 : 0x12);
    multihash[1] = (byte) hash.length;
    System.arraycopy(hash, 0, multihash, 2, hash.length);
    return new PeerId(multihash);
  }

  /**
   * Reads a multihash: identity of at most 42 bytes, or SHA-256.
   *
   * @throws MalformedInput when it is anything else
   */
  public static PeerId ofMultihash(byte[] multihash) throws MalformedInput {
    boolean sized = multihash.length >= 2 && multihash[1] == multihash.length - 2;
    boolean identity =
        sized && multihash[0] == 0 && multihash[1] > 0 && multihash[1] <= MAX_IDENTITY;
    boolean sha256 = sized && multihash[0] == 0x12 && multihash[1] == 32;
    if (!identity && !sha256) {
      throw new MalformedInput("not the multihash of a peer id");
    }
    return new PeerId(multihash.clone());
  }

  /**
   * Reads any of the text forms.
   *
   * @throws MalformedInput when it is none
   */
  public static PeerId parse(String text) throws MalformedInput {
    if (text.startsWith("1") || text.startsWith("Qm")) {
      return ofMultihash(Base58.decode(text));
    }
    if (text.length() < 2 || text.length() > 128) {
      throw new MalformedInput("not a peer id");
    }
    String digits = text.substring(1);
    byte[] cid =
        switch (text.charAt(0)) {
          case 'b' -> base32(digits);
          case 'k' -> base36(digits);
          case 'z' -> Base58.decode(digits);
          default -> throw new MalformedInput("not a peer id");
        };
    if (cid.length < 2 || cid[0] != CID_PREFIX[0] || cid[1] != CID_PREFIX[1]) {
      throw new MalformedInput("not the CID of a libp2p key");
    }
    return ofMultihash(Arrays.copyOfRange(cid, 2, cid.length));
  }

  /** A copy of the multihash. */
  public byte[] toBytes() {
    return multihash.clone();
  }

  /** The encoded public key, when the id holds it. */
  public Optional<byte[]> encodedKey() {
    return multihash[0] == 0
        ? Optional.of(Arrays.copyOfRange(multihash, 2, multihash.length))
        : Optional.empty();
  }

  private static byte[] base32(String digits) throws MalformedInput {
    byte[] bytes = new byte[digits.length() * 5 / 8];
    int at = 0;
    int bits = 0;
    int held = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = BASE32.indexOf(digits.charAt(i));
      if (digit < 0) {
        throw new MalformedInput("not a base32 character");
      }
      bits = (bits << 5 | digit) & 0xfff;
      held += 5;
      if (held >= 8) {
        held -= 8;
        bytes[at++] = (byte) (bits >> held);
      }
    }
    if (held >= 5 || (bits & ((1 << held) - 1)) != 0) {
      throw new MalformedInput("base32 text has bits left over");
    }
    return bytes;
  }

  private static byte[] base36(String digits) throws MalformedInput {
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'z')) {
        throw new MalformedInput("not a base36 character");
      }
    }
    return new BigInteger(digits, 36).toByteArray();
  }

  @Override
  public int compareTo(PeerId other) {
    return Arrays.compareUnsigned(multihash, other.multihash);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PeerId other && Arrays.equals(multihash, other.multihash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(multihash);
  }

  @Override
  public String toString() {
    return Base58.encode(multihash);
  }
}
