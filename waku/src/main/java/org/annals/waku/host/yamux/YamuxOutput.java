package org.annals.waku.host.yamux;

import java.nio.ByteBuffer;

/** Where a session's frames go. */
public interface YamuxOutput {
  /** Takes bytes in order; they are used up on return. */
  void write(ByteBuffer bytes);

  /** Bytes that were taken and have not left yet. */
  long pending();

  /** Asks for a call of {@link YamuxSession#pump} soon. */
  void requestPump();
}
