package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one peer has asked us for: blocks wait for leave, are read and written. Leave of what never
 * reached the socket is given back. Confined to the loop.
 */
final class Uploads {
  /** Requests that are kept for a peer; more are dropped. */
  static final int MOST_REQUESTS = 2_048;

  private static final int LONGEST_REQUEST = 128 * 1024;

  private final Swarm swarm;
  private final Held held;
  private final ArrayDeque<Held.Leave> unsent = new ArrayDeque<>();
  private long sentOfFirst;

  Uploads(Swarm swarm, Held held) {
    this.swarm = swarm;
    this.held = held;
  }

  /** Keeps a request, when the peer may ask and the piece is there. */
  void request(Block block, boolean unchoked) throws WireViolation {
    PieceMap pieces = swarm.pieces();
    if (pieces == null) {
      return;
    }
    if (block.piece() >= pieces.count()
        || block.length() > LONGEST_REQUEST
        || (long) block.offset() + block.length() > pieces.sizeOf(block.piece())) {
      throw new WireViolation("a request for bytes that do not exist");
    }
    if (unchoked && pieces.has(block.piece()) && held.size() < MOST_REQUESTS) {
      held.add(block);
    }
  }

  void cancel(Block block) {
    held.remove(block);
  }

  boolean asking() {
    return held.asking();
  }

  /** Whether a block could be written if there were room. */
  boolean ready() {
    return held.ready();
  }

  /** Reads and writes blocks that have leave, as long as there is room. */
  void produce(Wire to) {
    PieceMap pieces = swarm.pieces();
    Block first = held.peek();
    while (pieces != null && first != null && to.room() >= first.length() + Block.OVERHEAD) {
      Held.Leave leave = held.next();
      if (leave == null || !write(to, pieces, leave)) {
        return;
      }
      first = held.peek();
    }
  }

  private boolean write(Wire to, PieceMap pieces, Held.Leave leave) {
    Block block = leave.block();
    ByteBuffer out = to.out(block.length() + Block.OVERHEAD);
    int begin = out.position();
    int limit = out.limit();
    unsent.add(leave);
    Messages.pieceHeader(out, block);
    out.limit(out.position() + block.length());
    try {
      swarm.read(pieces.position(block), out);
      to.payload(block.length());
    } catch (IOException e) {
      out.limit(limit).position(begin);
      Wires.LOG.warn("cannot read {}: {}", swarm.name(), e.toString());
      to.close("a block cannot be read");
      return false;
    }
    out.limit(limit);
    return true;
  }

  /** So many bytes of blocks have gone over the socket. */
  void sent(long payload) {
    sentOfFirst += payload;
    Held.@Nullable Leave first = unsent.peek();
    while (first != null && sentOfFirst >= first.block().length()) {
      sentOfFirst -= first.block().length();
      unsent.remove();
      first = unsent.peek();
    }
  }

  /** The peer has gone. */
  void close() {
    held.clear();
    if (sentOfFirst > 0) {
      unsent.poll();
    }
    unsent.forEach(Held.Leave::unused);
    unsent.clear();
  }
}
