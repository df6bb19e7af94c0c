package org.annals.waku.host.yamux;

import java.nio.ByteBuffer;

/** Numbers of the wire format, and headers. Stateless. */
final class Frame {
  static final int HEADER = 12;

  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  static final int INITIAL_WINDOW = 256 << 10;

  private Frame() {}

  static ByteBuffer header(int type, int flags, int streamId, int length) {
    return put(ByteBuffer.allocate(HEADER), type, flags, streamId, length).flip();
  }

  static ByteBuffer put(ByteBuffer out, int type, int flags, int streamId, int length) {
    return out.put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(streamId)
        .putInt(length);
  }
}
