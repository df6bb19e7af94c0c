package org.annals.node.command;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.annals.node.community.Communities;
import org.annals.node.community.HomeParts;
import org.annals.node.eviction.Eviction;
import org.annals.node.eviction.LeastCap;
import org.annals.node.eviction.WithinCaps;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.storage.Caps;

/**
 * A cap that is about to be set: refused when the home could never keep it, else the home is within
 * it before it is in force. So no cap in force is ever passed.
 */
final class CapChange {
  private static final int ROUNDS = 5;
  private static final long MIB = 1L << 20;

  private final HomeParts parts;
  private final Communities communities;
  private final Optional<LiveNode> live;

  CapChange(HomeParts parts, Communities communities, Optional<LiveNode> live) {
    this.parts = parts;
    this.communities = communities;
    this.live = live;
  }

  /**
   * That it can be kept.
   *
   * @throws CommandFailure when not; it names the least cap
   */
  void check(LimitTarget target, StorageCap cap) throws CommandFailure, IOException {
    long least = new LeastCap(communities, parts.storage()).of(target.account());
    if (cap instanceof StorageCap.Limited limited && limited.bytes() < least) {
      throw tooSmall(target, limited.bytes(), least);
    }
  }

  /**
   * Puts it in force, with the home within it already; keeping it is the caller's.
   *
   * @throws CommandFailure when it cannot be kept now; what has gone meanwhile can be fetched again
   */
  void begin(LimitTarget target, StorageCap cap) throws CommandFailure, IOException {
    Caps caps = CapEffect.caps(parts, communities).with(target.account(), cap);
    long excess = 0;
    for (int round = 0; round < ROUNDS; round++) {
      excess = live.isPresent() ? live.get().bringWithin(caps) : bringWithin(caps);
      // Others may have taken room meanwhile: until now they were asked to keep the old caps only.
      if (parts.storage().capsIfKept(caps)) {
        return;
      }
    }
    if (cap instanceof StorageCap.Limited limited) {
      throw tooSmall(target, limited.bytes(), limited.bytes() + Math.max(1, excess));
    }
  }

  /** What was begun could not be kept. */
  void undo() {
    Caps caps = CapEffect.caps(parts, communities);
    parts.storage().caps(caps.node(), caps.communities());
  }

  /** Databases may take more or less of the caps in force. */
  void textShareChanged() throws IOException {
    Caps caps = parts.storage().caps();
    var unused = live.isPresent() ? live.get().bringWithin(caps) : bringWithin(caps);
  }

  private long bringWithin(Caps caps) throws IOException {
    WithinCaps within = new WithinCaps(parts, communities, file -> false, Eviction.Serving.NOTHING);
    within.bring(caps);
    return within.excess(caps);
  }

  private static CommandFailure tooSmall(LimitTarget target, long wanted, long least) {
    String what = target.account().equals(Account.NODE) ? "this home" : "this community";
    return new CommandFailure(
        ErrorCode.NO_ROOM,
        size(wanted) + " are too few for " + what + "; the cap was not changed.",
        "Own chunks, keys, logs, the accepted catalogue and databases stay: they need "
            + size(least)
            + ".",
        "Give '--disk " + (least + MIB - 1) / MIB + "MiB' or more.");
  }

  private static String size(long bytes) {
    return bytes < MIB
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB);
  }
}
