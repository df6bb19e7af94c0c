package org.annals.seeder.bittorrent;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into messages (BEP 3). Memory follows the bytes that arrived, never the length
 * that was announced; blocks go straight into pooled buffers.
 *
 * <p>Not thread-safe: confined to the loop.
 */
final class Frames {
  /** Takes what was cut. */
  interface Sink {
    /** 68 bytes, once, first. */
    void handshake(ByteBuffer bytes) throws WireViolation;

    /** A message with its length prefix. */
    void message(int type, ByteBuffer bytes) throws WireViolation;

    /** A block in a pooled buffer, which the sink must give back. */
    void block(int piece, int offset, ByteBuffer data) throws WireViolation;
  }

  static final int HANDSHAKE = 68;

  /** Longest message other than a block: a bitfield of 262,144 pieces, or an extended message. */
  static final int LONGEST = 32 * 1024;

  private static final int PIECE = 7;
  private static final int PIECE_HEADER = 13;

  private final BufferPool blocks;
  private final Sink sink;
  private byte[] partial = new byte[64];
  private int partialLength;
  private boolean shaken;
  private boolean closed;
  private @Nullable ByteBuffer block;
  private int blockPiece;
  private int blockOffset;
  private long payload;

  Frames(BufferPool blocks, Sink sink) {
    this.blocks = blocks;
    this.sink = sink;
  }

  /** The buffer of a block whose rest may be read directly into it. */
  @Nullable ByteBuffer unfinished() {
    return block;
  }

  /** Passes a block on whose rest was read directly. */
  void finishBlock() throws WireViolation {
    ByteBuffer full = block;
    if (full != null && !full.hasRemaining()) {
      block = null;
      sink.block(blockPiece, blockOffset, full.flip());
    }
  }

  /** Bytes of blocks that were taken since the last call, other than those read directly. */
  long takePayload() {
    long taken = payload;
    payload = 0;
    return taken;
  }

  /** Takes all bytes that remain. */
  void accept(ByteBuffer bytes) throws WireViolation {
    while (!closed) {
      ByteBuffer open = block;
      if (open != null) {
        transfer(bytes, open);
        if (open.hasRemaining()) {
          return;
        }
        finishBlock();
      } else if (partialLength > 0) {
        if (!fromPartial(bytes)) {
          return;
        }
      } else {
        int needed = needed(bytes, bytes.position(), bytes.remaining());
        if (bytes.remaining() < needed) {
          keep(bytes, bytes.remaining());
          return;
        }
        ByteBuffer frame = bytes.slice(bytes.position(), needed);
        bytes.position(bytes.position() + needed);
        consume(frame);
      }
    }
  }

  private boolean fromPartial(ByteBuffer bytes) throws WireViolation {
    ByteBuffer head = ByteBuffer.wrap(partial, 0, partialLength);
    int needed = needed(head, 0, partialLength);
    if (partialLength < needed) {
      if (!bytes.hasRemaining()) {
        return false;
      }
      keep(bytes, Math.min(needed - partialLength, bytes.remaining()));
      return true;
    }
    byte[] whole = partial;
    partial = partial.length > 1024 ? new byte[64] : new byte[partial.length];
    int length = partialLength;
    partialLength = 0;
    consume(ByteBuffer.wrap(whole, 0, length).slice());
    return true;
  }

  private void keep(ByteBuffer bytes, int count) {
    if (partialLength + count > partial.length) {
      byte[] larger = new byte[Math.max(partialLength + count, 2 * partial.length)];
      System.arraycopy(partial, 0, larger, 0, partialLength);
      partial = larger;
    }
    bytes.get(partial, partialLength, count);
    partialLength += count;
  }

  /** How many bytes must be there to go on; what is beyond {@code have} is not looked at. */
  private int needed(ByteBuffer bytes, int start, int have) throws WireViolation {
    if (!shaken) {
      return HANDSHAKE;
    }
    if (have < 4) {
      return 4;
    }
    int length = bytes.getInt(start);
    if (length == 0) {
      return 4;
    }
    if (length < 0 || length > LONGEST) {
      throw new WireViolation("message of " + length + " bytes");
    }
    if (have < 5) {
      return 5;
    }
    if (bytes.get(start + 4) == PIECE) {
      if (length < PIECE_HEADER - 3 || length > Block.SIZE + PIECE_HEADER - 4) {
        throw new WireViolation("block message of " + length + " bytes");
      }
      return PIECE_HEADER;
    }
    return 4 + length;
  }

  private void consume(ByteBuffer frame) throws WireViolation {
    if (!shaken) {
      shaken = true;
      sink.handshake(frame);
    } else if (frame.remaining() == 4) {
      return;
    } else if (frame.get(4) == PIECE) {
      blockPiece = frame.getInt(5);
      blockOffset = frame.getInt(9);
      block = blocks.take().limit(frame.getInt(0) - 9);
    } else {
      sink.message(frame.get(4), frame);
    }
  }

  private void transfer(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    payload += count;
    to.put(to.position(), from, from.position(), count);
    to.position(to.position() + count);
    from.position(from.position() + count);
  }

  /** Gives back what it holds. */
  void close() {
    closed = true;
    ByteBuffer open = block;
    block = null;
    if (open != null) {
      blocks.give(open);
    }
  }
}
