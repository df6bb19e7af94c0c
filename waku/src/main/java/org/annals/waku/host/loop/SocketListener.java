package org.annals.waku.host.loop;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Hears of a socket. Called on the loop. */
public interface SocketListener {
  /** Hears nothing. */
  SocketListener NONE =
      new SocketListener() {
        @Override
        public void received(ByteBuffer bytes) {}

        @Override
        public void closed(String reason) {}
      };

  /** Bytes have come; the buffer is only valid within the call. */
  void received(ByteBuffer bytes);

  /** Some or all of what was queued has left. */
  default void progressed() {}

  /** The socket has closed by itself; not called after a close of one's own. */
  void closed(String reason);

  /** Closing has failed; nothing can be done but to note it. */
  default void closeFailed(IOException cause) {}
}
