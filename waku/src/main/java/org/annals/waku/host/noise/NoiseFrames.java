package org.annals.waku.host.noise;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.annals.waku.host.codec.MalformedInput;
import org.jspecify.annotations.Nullable;

/**
 * Takes Noise messages out of a stream of bytes: two bytes of length, then the message. Holds at
 * most one message, and of it only what has come.
 */
public final class NoiseFrames {
  /** Longest message. */
  public static final int MAX_MESSAGE = 65535;

  /** Longest plaintext of one message. */
  public static final int MAX_PLAIN = MAX_MESSAGE - CipherState.TAG;

  private int maxMessage;
  private int lengthBytes;
  private int expected;
  private byte[] body = new byte[0];
  private int have;

  /** Accepts messages up to a length, until {@link #maxMessage} sets another. */
  public NoiseFrames(int maxMessage) {
    this.maxMessage = maxMessage;
  }

  /** Accepts another length from the next message on. */
  public void maxMessage(int next) {
    maxMessage = next;
  }

  /** A message behind its length. */
  public static ByteBuffer frame(byte[] message) {
    return ByteBuffer.allocate(2 + message.length)
        .putShort((short) message.length)
        .put(message)
        .flip();
  }

  /**
   * The next message, or null when the bytes do not hold a whole one; then all were taken.
   *
   * @throws MalformedInput when a message is longer than allowed
   */
  public byte @Nullable [] next(ByteBuffer in) throws MalformedInput {
    while (lengthBytes < 2) {
      if (!in.hasRemaining()) {
        return null;
      }
      expected = expected << 8 | (in.get() & 0xff);
      lengthBytes++;
    }
    if (expected > maxMessage) {
      throw new MalformedInput("a Noise message exceeds " + maxMessage + " bytes");
    }
    int take = Math.min(in.remaining(), expected - have);
    if (body.length < have + take) {
      body = Arrays.copyOf(body, Math.min(expected, Math.max(have + take, 2 * body.length)));
    }
    in.get(body, have, take);
    have += take;
    if (have < expected) {
      return null;
    }
    byte[] message = body.length == have ? body : Arrays.copyOf(body, have);
    lengthBytes = 0;
    expected = 0;
    have = 0;
    body = new byte[0];
    return message;
  }
}
