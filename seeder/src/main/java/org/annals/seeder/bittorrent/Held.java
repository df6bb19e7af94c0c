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
 * so that the gate can share by round robin and still keep a fast connection busy; none is asked
 * before the connection can use leave. Confined to the loop; leave may come on any thread.
 */
final class Held {
  private static final int ASKED_AHEAD = 8;

  private final TransferGate gate;
  private final Flow flow;
  private final Direction direction;
  private final Runnable onGranted;
  private final ArrayDeque<Leave> asked = new ArrayDeque<>();
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
  }

  /** The next block that may move, with its leave; null when there is none. */
  @Nullable Leave next() {
    ask();
    Leave first = asked.peek();
    if (first == null || !first.granted) {
      return null;
    }
    asked.remove();
    ask();
    return first;
  }

  /** The block that {@link #next} would return; null when there is none. */
  @Nullable Block peek() {
    ask();
    Leave first = asked.peek();
    return first == null || !first.granted ? null : first.block;
  }

  /** Whether {@link #next} would have a block. */
  boolean ready() {
    Leave first = asked.peek();
    return first != null && first.granted;
  }

  private void ask() {
    while (asked.size() < ASKED_AHEAD && !later.isEmpty()) {
      Leave leave = new Leave(later.remove());
      asked.add(leave);
      asking = true;
      leave.ticket =
          gate.ask(flow, direction, leave.block.length() + Block.OVERHEAD, () -> granted(leave));
      asking = false;
    }
  }

  private void granted(Leave leave) {
    leave.granted = true;
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
    for (Leave leave : asked) {
      if (leave.block.equals(block)) {
        leave.unused();
        return asked.remove(leave);
      }
    }
    return false;
  }

  /** Takes everything back. */
  List<Block> clear() {
    List<Block> all = new ArrayList<>();
    for (Leave leave : asked) {
      leave.unused();
      all.add(leave.block);
    }
    all.addAll(later);
    asked.clear();
    later.clear();
    return all;
  }

  /** Leave for one block: asked for, then given. */
  static final class Leave {
    private final Block block;
    private volatile boolean granted;
    private @Nullable Ticket ticket;

    private Leave(Block block) {
      this.block = block;
    }

    Block block() {
      return block;
    }

    /** The block did not and will not move: others may have the leave. */
    void unused() {
      Ticket asked = ticket;
      if (asked != null) {
        asked.cancel();
      }
    }
  }
}
