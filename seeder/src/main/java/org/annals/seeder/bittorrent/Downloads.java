package org.annals.seeder.bittorrent;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What we have asked one peer for: blocks wait for leave, are requested, arrive or do not. Leave of
 * what will not arrive is given back. Confined to the loop.
 *
 * <p>A peer that lets us wait keeps its connection: it may be busy, or limited. What it owes may be
 * asked of others then, and it is asked for nothing more before something has come; only a peer
 * that brings nothing for long is let go.
 */
final class Downloads {
  private static final int MOST_UNEXPECTED = 64;
  private static final int MOST_CANCELLED = 2_048;
  private static final int LAST_PATIENCE = 5;

  private final Swarm swarm;
  private final Engine engine;
  private final PeerLink link;
  private final Held held;
  private final Pipeline pipeline = new Pipeline();
  private final Map<Block, Held.Leave> outstanding = new LinkedHashMap<>();
  private final Map<Block, Held.Leave> overdue = new LinkedHashMap<>();
  private final Set<Block> cancelled = new LinkedHashSet<>();
  private boolean choked = true;
  private int unexpected;
  private long lastProgress;

  Downloads(Swarm swarm, Engine engine, PeerLink link, Held held) {
    this.swarm = swarm;
    this.engine = engine;
    this.link = link;
    this.held = held;
    this.lastProgress = engine.loop().now();
  }

  /** When the conversation began, or the last block came. */
  long since() {
    return lastProgress;
  }

  boolean asking() {
    return held.asking();
  }

  /** Whether others may have been asked for what this peer owes. */
  boolean owes() {
    return !overdue.isEmpty();
  }

  void unchoked() {
    choked = false;
  }

  /** Requests that the peer had not answered are void (BEP 3). */
  void choked() {
    choked = true;
    giveBack();
    // What was answered before is here already; a block that comes all the same is not unexpected.
    forget(outstanding);
    forget(overdue);
  }

  /** Asks for what a peer has and we need, as far as there is leave. */
  void produce(Wire to, BitSet theirs) {
    PieceMap pieces = swarm.pieces();
    if (pieces == null || choked || owes() || !swarm.fetching()) {
      return;
    }
    int depth = pipeline.depth();
    while (outstanding.size() + held.size() < depth && !engine.lanes().behind()) {
      Block block = pieces.next(theirs, link);
      if (block == null && outstanding.isEmpty() && held.size() == 0) {
        block = pieces.again(theirs, outstanding::containsKey);
      }
      if (block == null) {
        break;
      }
      held.add(block);
    }
    for (Held.Leave leave = held.next(); leave != null; leave = held.next()) {
      if (outstanding.isEmpty()) {
        lastProgress = engine.loop().now();
        pipeline.begins(lastProgress);
      }
      outstanding.put(leave.block(), leave);
      Messages.request(to.out(17), leave.block());
    }
  }

  /** Whether an arrived block was asked for and is still of use. */
  boolean arrived(Block block) throws WireViolation {
    if (outstanding.remove(block) == null && overdue.remove(block) == null) {
      if (!cancelled.remove(block) && ++unexpected > MOST_UNEXPECTED) {
        throw new WireViolation("blocks that nobody asked for");
      }
      return false;
    }
    lastProgress = engine.loop().now();
    pipeline.arrived(lastProgress);
    return true;
  }

  /** A block came from somebody else. Returns whether the peer was told so. */
  boolean unneeded(Block block, Wire to) {
    if (held.remove(block)
        || (outstanding.remove(block) == null && overdue.remove(block) == null)) {
      return false;
    }
    cancelled.add(block);
    Messages.cancel(to.out(17), block);
    return true;
  }

  /** All that was asked for is not wanted any more. */
  void nothingWanted() {
    held.clear();
    remember(outstanding);
    remember(overdue);
  }

  /** Lets others have what is late. Returns whether the peer has brought nothing for too long. */
  boolean tick(long now) {
    long patience = engine.settings().limits().block().toNanos();
    if (!outstanding.isEmpty() && now - lastProgress > patience) {
      giveBack();
      overdue.putAll(outstanding);
      outstanding.clear();
      swarm.wake();
    }
    return owes() && now - lastProgress > LAST_PATIENCE * patience;
  }

  /** The peer has gone. */
  void close() {
    giveBack();
    outstanding.values().forEach(Held.Leave::unused);
    overdue.values().forEach(Held.Leave::unused);
    outstanding.clear();
    overdue.clear();
  }

  /** Others may take what this peer has not brought, except what they may take already. */
  private void giveBack() {
    PieceMap pieces = swarm.pieces();
    if (pieces != null) {
      held.clear().forEach(pieces::giveBack);
      outstanding.keySet().forEach(pieces::giveBack);
      pieces.leave(link);
    }
  }

  private void forget(Map<Block, Held.Leave> blocks) {
    blocks.values().forEach(Held.Leave::unused);
    remember(blocks);
  }

  // Blocks that were asked for may still come; beyond a bound they count as unexpected.
  private void remember(Map<Block, Held.Leave> blocks) {
    if (cancelled.size() > MOST_CANCELLED) {
      cancelled.clear();
    }
    cancelled.addAll(blocks.keySet());
    blocks.clear();
  }
}
