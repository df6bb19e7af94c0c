package org.annals.seeder.bittorrent;

import bt.metainfo.TorrentId;
import bt.protocol.crypto.MSECipher;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The answering side of message stream encryption (the specification on wiki.vuze.com), which many
 * clients try before the plain handshake. Keeps nothing secret; it only spares such clients their
 * second attempt. Plain text is chosen when it is offered.
 *
 * <p>Never blocks: it is given bytes as they come and says what to send. Confined to the loop,
 * except {@link Secret}.
 */
final class Obfuscation {
  static final int KEY = 96;
  private static final int HASH = 20;
  private static final int PADDING = 512;
  private static final int LONGEST_START = 4 * 1024;
  private static final int PLAIN = 1;
  private static final int RC4 = 2;
  private static final BigInteger PRIME =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
              + "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A63A"
              + "36210000000000090563",
          16);

  /**
   * The costly part, for another thread.
   *
   * @param answer our public key
   * @param shared the shared secret
   */
  record Secret(byte[] answer, byte[] shared) {
    static Secret compute(byte[] theirs, byte[] exponent) {
      BigInteger x = new BigInteger(1, exponent);
      byte[] answer = fixed(BigInteger.TWO.modPow(x, PRIME));
      byte[] shared = fixed(new BigInteger(1, theirs).modPow(x, PRIME));
      return new Secret(answer, shared);
    }

    private static byte[] fixed(BigInteger value) {
      byte[] bytes = value.toByteArray();
      byte[] fixed = new byte[KEY];
      int count = Math.min(KEY, bytes.length);
      System.arraycopy(bytes, bytes.length - count, fixed, KEY - count, count);
      return fixed;
    }
  }

  /**
   * The end of the negotiation.
   *
   * @param reply to be sent as it is
   * @param cipher for the stream from here on; null when it is plain
   * @param start first bytes of the stream, in the clear
   * @param rest bytes after these, as they came
   */
  record Agreed(byte[] reply, @Nullable MSECipher cipher, byte[] start, ByteBuffer rest) {}

  private final RandomGenerator random;
  private byte[] bytes = new byte[KEY + PADDING];
  private int length;
  private int cursor = KEY;
  private @Nullable Secret secret;
  private @Nullable MSECipher cipher;
  private int padding = -1;
  private int promised;
  private int offered = -1;
  private int startLength = -1;

  Obfuscation(RandomGenerator random) {
    this.random = random;
  }

  void add(ByteBuffer more) throws WireViolation {
    int count = more.remaining();
    if (length + count > LONGEST_START + Frames.LONGEST) {
      throw new WireViolation("too much before the encryption is agreed on");
    }
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
    more.get(bytes, length, count);
    length += count;
  }

  /** At most so many of the first bytes. */
  byte[] first(int most) {
    return Arrays.copyOf(bytes, Math.min(most, length));
  }

  /** All bytes that came. */
  ByteBuffer all() {
    return ByteBuffer.wrap(bytes, 0, length).slice();
  }

  /** The other side's key, once it is there. */
  byte @Nullable [] theirKey() {
    return length < KEY ? null : Arrays.copyOf(bytes, KEY);
  }

  byte[] newExponent() {
    byte[] exponent = new byte[HASH];
    random.nextBytes(exponent);
    return exponent;
  }

  /** Our key has been computed; answers what to send. */
  byte[] answer(Secret computed) {
    secret = computed;
    byte[] padding = new byte[random.nextInt(PADDING)];
    random.nextBytes(padding);
    byte[] answer = Arrays.copyOf(computed.answer(), KEY + padding.length);
    System.arraycopy(padding, 0, answer, KEY, padding.length);
    return answer;
  }

  /**
   * Goes on as far as the bytes allow; null when more are needed.
   *
   * @throws WireViolation when the protocol was broken; any other IOException when it was kept, but
   *     the file is not here
   */
  @Nullable Agreed proceed(Collection<TorrentId> files) throws IOException {
    Secret known = secret;
    if (known == null || (cipher == null && !findFile(known, files))) {
      return null;
    }
    MSECipher stream = cipher;
    if (stream == null) {
      return null;
    }
    if (offered < 0 && !readOffer(stream)) {
      return null;
    }
    if (length < cursor + startLength) {
      return null;
    }
    byte[] start = decrypt(stream, startLength);
    ByteBuffer rest = ByteBuffer.wrap(bytes, cursor, length - cursor).slice();
    int chosen = (offered & PLAIN) != 0 ? PLAIN : RC4;
    byte[] reply = new byte[14];
    reply[11] = (byte) chosen;
    return new Agreed(
        stream.getEncryptionCipher().update(reply), chosen == PLAIN ? null : stream, start, rest);
  }

  private boolean findFile(Secret known, Collection<TorrentId> files) throws IOException {
    byte[] mark = hash("req1", known.shared());
    int last = Math.min(length - HASH, KEY + PADDING);
    for (int at = cursor; at <= last; at++) {
      if (Arrays.equals(bytes, at, at + HASH, mark, 0, HASH)) {
        if (length < at + 2 * HASH) {
          return false;
        }
        byte[] masked = Arrays.copyOfRange(bytes, at + HASH, at + 2 * HASH);
        cursor = at + 2 * HASH;
        cipher = MSECipher.forReceiver(known.shared(), named(masked, known, files));
        return true;
      }
    }
    if (length >= KEY + PADDING + HASH) {
      throw new WireViolation("neither a handshake nor an encrypted one");
    }
    return false;
  }

  private static TorrentId named(byte[] masked, Secret known, Collection<TorrentId> files)
      throws IOException {
    byte[] mask = hash("req3", known.shared());
    for (int i = 0; i < HASH; i++) {
      mask[i] ^= masked[i];
    }
    for (TorrentId file : files) {
      if (Arrays.equals(hash("req2", file.getBytes()), mask)) {
        return file;
      }
    }
    throw new IOException("a file that is not here");
  }

  private boolean readOffer(MSECipher stream) throws WireViolation {
    int head = 14;
    if (padding < 0) {
      if (length < cursor + head) {
        return false;
      }
      ByteBuffer offer = ByteBuffer.wrap(decrypt(stream, head));
      if (offer.getLong() != 0) {
        throw new WireViolation("wrong verification");
      }
      promised = offer.getInt() & (PLAIN | RC4);
      padding = offer.getShort() & 0xffff;
      if (padding > PADDING || promised == 0) {
        throw new WireViolation("an impossible offer of encryption");
      }
    }
    if (length < cursor + padding + 2) {
      return false;
    }
    byte[] tail = decrypt(stream, padding + 2);
    startLength = ((tail[padding] & 0xff) << 8) | (tail[padding + 1] & 0xff);
    if (startLength > LONGEST_START) {
      throw new WireViolation("too long a start");
    }
    offered = promised;
    return true;
  }

  private byte[] decrypt(MSECipher stream, int count) {
    byte[] plain = stream.getDecryptionCipher().update(bytes, cursor, count);
    cursor += count;
    return plain == null ? new byte[0] : plain;
  }

  private static byte[] hash(String label, byte[] value) {
    MessageDigest sha1 = ExpectedInfo.sha1();
    sha1.update(label.getBytes(StandardCharsets.US_ASCII));
    return sha1.digest(value);
  }
}
