package org.annals.waku.host;

import java.nio.ByteBuffer;
import org.annals.waku.host.codec.LengthPrefix;
import org.annals.waku.host.codec.MalformedInput;

/**
 * Reads a stream as messages behind varint lengths. A message longer than allowed, or the stream's
 * end within a message, resets the stream.
 */
public final class LengthPrefixed implements StreamListener {
  private final Stream stream;
  private final LengthPrefix prefix;
  private final MessageListener listener;
  private boolean dead;

  private LengthPrefixed(Stream stream, int maxBytes, MessageListener listener) {
    this.stream = stream;
    this.prefix = new LengthPrefix(maxBytes);
    this.listener = listener;
  }

  /** Begins to deliver the stream's messages, each of at most maxBytes. */
  public static void listen(Stream stream, int maxBytes, MessageListener listener) {
    stream.listen(new LengthPrefixed(stream, maxBytes, listener));
  }

  @Override
  public void data(ByteBuffer bytes) {
    try {
      while (!dead && stream.isReading()) {
        byte[] message = prefix.next(bytes);
        if (message == null) {
          return;
        }
        listener.message(message);
      }
    } catch (MalformedInput e) {
      fail(e.reason());
    }
  }

  @Override
  public void ended() {
    if (prefix.isMidMessage()) {
      fail("the stream ended within a message");
    } else if (!dead) {
      listener.ended();
    }
  }

  @Override
  public void aborted(String reason) {
    if (!dead) {
      dead = true;
      listener.aborted(reason);
    }
  }

  @Override
  public void drained() {
    listener.drained();
  }

  private void fail(String reason) {
    if (!dead) {
      dead = true;
      stream.reset();
      listener.aborted(reason);
    }
  }
}
