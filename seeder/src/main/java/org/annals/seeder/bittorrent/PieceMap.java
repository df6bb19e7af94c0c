package org.annals.seeder.bittorrent;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which pieces of a file are there, and which blocks are asked for next.
 *
 * <ul>
 *   <li>A peer gets whole pieces for itself as long as there are enough, so that a piece that turns
 *       out wrong has one giver.
 *   <li>Every peer starts at a random place and goes on from there: several newcomers fetch
 *       different pieces and can help each other.
 *   <li>When all is asked for, a block may be asked for once more from another peer.
 * </ul>
 *
 * <p>Not thread-safe: confined to the loop. The askers are compared by identity.
 */
final class PieceMap {
  /** What became of a block that has arrived. */
  enum Arrival {
    /** Nobody waits for it any more. */
    UNWANTED,
    /** It is to be written. */
    WANTED,
    /** It is to be written, and it was the last one of its piece. */
    LAST
  }

  private final long size;
  private final int pieceLength;
  private final int count;
  private final BitSet have;
  private final BitSet fresh = new BitSet();
  private final Map<Integer, Progress> active = new LinkedHashMap<>();
  private final Map<Object, Integer> current = new HashMap<>();
  private final RandomGenerator random;

  PieceMap(long size, int pieceLength, BitSet have, RandomGenerator random) {
    this.size = size;
    this.pieceLength = pieceLength;
    this.count = count(size, pieceLength);
    this.have = (BitSet) have.clone();
    this.random = random;
    fresh.set(0, count);
    fresh.andNot(have);
  }

  static int count(long size, int pieceLength) {
    return Math.toIntExact((size + pieceLength - 1) / pieceLength);
  }

  int count() {
    return count;
  }

  int sizeOf(int piece) {
    return (int) Math.min(pieceLength, size - (long) piece * pieceLength);
  }

  long position(Block block) {
    return (long) block.piece() * pieceLength + block.offset();
  }

  boolean has(int piece) {
    return have.get(piece);
  }

  boolean complete() {
    return have.cardinality() == count;
  }

  long haveBytes() {
    long bytes = (long) have.cardinality() * pieceLength;
    return have.get(count - 1) ? bytes - pieceLength + sizeOf(count - 1) : bytes;
  }

  /** A copy. */
  BitSet have() {
    return (BitSet) have.clone();
  }

  /** Whether a peer has anything that is missing here. */
  boolean wants(BitSet theirs) {
    for (int i = theirs.nextSetBit(0); i >= 0 && i < count; i = theirs.nextSetBit(i + 1)) {
      if (!have.get(i)) {
        return true;
      }
    }
    return false;
  }

  /** The next block to ask a peer for, marked as asked for; null when it has nothing more. */
  @Nullable Block next(BitSet theirs, Object asker) {
    Integer mine = current.get(asker);
    if (mine != null) {
      Block block = fromPiece(mine, asker);
      if (block != null) {
        return block;
      }
      current.remove(asker);
    }
    Integer chosen = orphan(theirs);
    if (chosen == null) {
      chosen = unstarted(theirs);
    }
    if (chosen == null) {
      return join(theirs, asker);
    }
    active.computeIfAbsent(chosen, Progress::new).owner = asker;
    fresh.clear(chosen);
    current.put(asker, chosen);
    return fromPiece(chosen, asker);
  }

  private @Nullable Block fromPiece(int piece, Object asker) {
    Progress progress = active.get(piece);
    if (progress == null || (progress.alone && progress.owner != asker)) {
      return null;
    }
    int index = progress.asked.nextClearBit(0);
    if (index >= progress.blocks) {
      return null;
    }
    progress.asked.set(index);
    return progress.block(index);
  }

  private @Nullable Integer orphan(BitSet theirs) {
    for (Progress progress : active.values()) {
      if (progress.owner == null && progress.hasUnasked() && theirs.get(progress.piece)) {
        return progress.piece;
      }
    }
    return null;
  }

  private @Nullable Integer unstarted(BitSet theirs) {
    if (fresh.isEmpty()) {
      return null;
    }
    int start = random.nextInt(count);
    Integer found = unstarted(theirs, start, count);
    return found != null ? found : unstarted(theirs, 0, start);
  }

  private @Nullable Integer unstarted(BitSet theirs, int from, int to) {
    for (int i = fresh.nextSetBit(from); i >= 0 && i < to; i = fresh.nextSetBit(i + 1)) {
      if (theirs.get(i)) {
        return i;
      }
    }
    return null;
  }

  private @Nullable Block join(BitSet theirs, Object asker) {
    for (Progress progress : active.values()) {
      if (theirs.get(progress.piece)) {
        Block block = fromPiece(progress.piece, asker);
        if (block != null) {
          return block;
        }
      }
    }
    return null;
  }

  /** A block that another peer was asked for and that has not come; null when there is none. */
  @Nullable Block again(BitSet theirs, Predicate<Block> askedByMe) {
    for (Progress progress : active.values()) {
      if (progress.alone || !theirs.get(progress.piece)) {
        continue;
      }
      for (int i = 0; i < progress.blocks; i++) {
        Block block = progress.block(i);
        if (progress.asked.get(i)
            && !progress.arrived.get(i)
            && !progress.twice.get(i)
            && !askedByMe.test(block)) {
          progress.twice.set(i);
          return block;
        }
      }
    }
    return null;
  }

  /** A block will not come from the peer that was asked. */
  void giveBack(Block block) {
    Progress progress = active.get(block.piece());
    if (progress == null) {
      return;
    }
    int index = block.offset() / Block.SIZE;
    if (progress.twice.get(index)) {
      progress.twice.clear(index);
    } else if (!progress.arrived.get(index)) {
      progress.asked.clear(index);
    }
  }

  /** A peer has gone; its blocks were given back. */
  void leave(Object asker) {
    current.remove(asker);
    for (Progress progress : active.values()) {
      if (progress.owner == asker) {
        progress.owner = null;
      }
    }
  }

  Arrival arrived(Block block, Object giver) {
    Progress progress = active.get(block.piece());
    int index = block.offset() / Block.SIZE;
    if (progress == null || progress.arrived.get(index)) {
      return Arrival.UNWANTED;
    }
    progress.asked.set(index);
    progress.arrived.set(index);
    progress.givers.add(giver);
    return progress.arrived.cardinality() == progress.blocks ? Arrival.LAST : Arrival.WANTED;
  }

  /** Whether two peers were asked for a block. */
  boolean askedTwice(Block block) {
    Progress progress = active.get(block.piece());
    return progress != null && progress.twice.get(block.offset() / Block.SIZE);
  }

  /** The piece's hash was right. Returns who gave it. */
  Set<Object> verified(int piece) {
    have.set(piece);
    fresh.clear(piece);
    Progress progress = active.remove(piece);
    return progress == null ? Set.of() : progress.givers;
  }

  /**
   * The piece's hash was wrong: it is asked for again, from one peer only. Returns who gave it; one
   * giver alone is proven to have sent wrong bytes.
   */
  Set<Object> broken(int piece) {
    Progress progress = active.remove(piece);
    if (progress == null) {
      return Set.of();
    }
    if (progress.owner != null) {
      current.remove(progress.owner, piece);
    }
    Progress again = new Progress(piece);
    again.alone = true;
    active.put(piece, again);
    return progress.givers;
  }

  private final class Progress {
    private final int piece;
    private final int blocks;
    private final BitSet asked = new BitSet();
    private final BitSet twice = new BitSet();
    private final BitSet arrived = new BitSet();
    private final Set<Object> givers = new HashSet<>();
    private @Nullable Object owner;
    private boolean alone;

    Progress(int piece) {
      this.piece = piece;
      this.blocks = (sizeOf(piece) + Block.SIZE - 1) / Block.SIZE;
    }

    boolean hasUnasked() {
      return asked.cardinality() < blocks;
    }

    Block block(int index) {
      int offset = index * Block.SIZE;
      return new Block(piece, offset, Math.min(Block.SIZE, sizeOf(piece) - offset));
    }
  }
}
