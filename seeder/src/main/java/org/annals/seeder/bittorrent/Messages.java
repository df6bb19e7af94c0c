package org.annals.seeder.bittorrent;

import java.nio.ByteBuffer;

/** The messages that are written often enough to be written without an object (BEP 3). */
final class Messages {
  static final int UNCHOKE = 1;
  static final int INTERESTED = 2;
  static final int NOT_INTERESTED = 3;
  private static final int HAVE = 4;
  private static final int REQUEST = 6;
  private static final int PIECE = 7;
  private static final int CANCEL = 8;
  static final int PORT = 9;
  static final int EXTENDED = 20;

  private Messages() {}

  /** Whether a message of this type is looked at; others are skipped. */
  static boolean understood(int type) {
    return (type >= 0 && type <= CANCEL) || type == EXTENDED;
  }

  static void state(ByteBuffer out, int type) {
    out.putInt(1).put((byte) type);
  }

  static void have(ByteBuffer out, int piece) {
    out.putInt(5).put((byte) HAVE).putInt(piece);
  }

  static void request(ByteBuffer out, Block block) {
    triple(out, REQUEST, block);
  }

  static void cancel(ByteBuffer out, Block block) {
    triple(out, CANCEL, block);
  }

  private static void triple(ByteBuffer out, int type, Block block) {
    out.putInt(13)
        .put((byte) type)
        .putInt(block.piece())
        .putInt(block.offset())
        .putInt(block.length());
  }

  static void port(ByteBuffer out, int port) {
    out.putInt(3).put((byte) PORT).putShort((short) port);
  }

  /** Reads a message that {@link #port} has written, from its length prefix on. */
  static HashTablePorts.Port port(ByteBuffer whole) throws WireViolation {
    if (whole.limit() != 7) {
      throw new WireViolation("a port of " + (whole.limit() - 5) + " bytes");
    }
    return new HashTablePorts.Port(Short.toUnsignedInt(whole.getShort(5)));
  }

  static void pieceHeader(ByteBuffer out, Block block) {
    out.putInt(9 + block.length()).put((byte) PIECE).putInt(block.piece()).putInt(block.offset());
  }
}
