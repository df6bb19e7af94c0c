package org.annals.seeder.bittorrent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.annals.quota.Ticket;
import org.annals.quota.TransferGate;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one connection that wait for leave to move, in order. A few questions are asked ahead,
 * so that the gate can share by round robin and still keep a fast connection busy. Confined to the
 * loop; leave may come on any thread.
 */
final class Held {
  private static final int ASKED_AHEAD = 8;

  private final TransferGate gate;
  private final Flow flow;
  private final Direction direction;
  private final Runnable onGranted;
  private final ArrayDeque<Waiting> asked = new ArrayDeque<>();
  private final ArrayDeque<Block> later = new ArrayDeque<>();
  private boolean asking;

  Held(TransferGate gate, Flow flow, Direction direction, Runnable onGranted) {
    this.gate = gate;
    this.flow = flow;
    this.direction = direction;
    this.onGranted = onGranted;
  }

  int size() {
    return asked.size() + later.size();
  }

  void add(Block block) {
    later.add(block);
    ask();
  }

  /** The next block that may move; null when there is none. */
  @Nullable Block next() {
    ask();
    Waiting first = asked.peek();
    if (first == null || !first.granted) {
      return null;
    }
    asked.remove();
    ask();
    return first.block;
  }

  /** The block that {@link #next} would return; null when there is none. */
  @Nullable Block peek() {
    ask();
    Waiting first = asked.peek();
    return first == null || !first.granted ? null : first.block;
  }

  /** Whether {@link #next} would have a block. */
  boolean ready() {
    Waiting first = asked.peek();
    return first != null && first.granted;
  }

  private void ask() {
    while (asked.size() < ASKED_AHEAD && !later.isEmpty()) {
      Waiting waiting = new Waiting(later.remove());
      asked.add(waiting);
      asking = true;
      waiting.ticket =
          gate.ask(
              flow, direction, waiting.block.length() + Block.OVERHEAD, () -> granted(waiting));
      asking = false;
    }
  }

  private void granted(Waiting waiting) {
    waiting.granted = true;
    onGranted.run();
  }

  /** Whether leave is being given inside a question of ours, on our own thread. */
  boolean asking() {
    return asking;
  }

  /** Takes one block back. Returns whether it was waiting. */
  boolean remove(Block block) {
    if (later.remove(block)) {
      return true;
    }
    for (Waiting waiting : asked) {
      if (waiting.block.equals(block)) {
        waiting.cancel();
        return asked.remove(waiting);
      }
    }
    return false;
  }

  /** Takes everything back. */
  List<Block> clear() {
    List<Block> all = new ArrayList<>();
    for (Waiting waiting : asked) {
      waiting.cancel();
      all.add(waiting.block);
    }
    all.addAll(later);
    asked.clear();
    later.clear();
    return all;
  }

  private static final class Waiting {
    private final Block block;
    private volatile boolean granted;
    private @Nullable Ticket ticket;

    Waiting(Block block) {
      this.block = block;
    }

    void cancel() {
      Ticket asked = ticket;
      if (asked != null) {
        asked.cancel();
      }
    }
  }
}
