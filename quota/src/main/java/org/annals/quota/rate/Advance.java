package org.annals.quota.rate;

import java.util.concurrent.atomic.AtomicInteger;
import org.annals.quota.Account;
import org.jspecify.annotations.Nullable;

/**
 * Leave that one community was lent out of its buckets before it asked, while these are well filled
 * and nobody waits. A question that it covers needs no lock, no queue and no clock. Thread-safe.
 */
final class Advance {
  /** Covers nothing. */
  static final Advance NONE = new Advance(Account.NODE, 0, null, null);

  private static final int MOST = 64 * Ring.QUANTUM;

  /** Less is not worth it, and is what buckets of low rates hold in all. */
  private static final int LEAST = 4 * Ring.QUANTUM;

  /** Smaller questions are rare; a callback that asks again must not nest without end. */
  private static final int SMALLEST_QUESTION = 4 * 1024;

  private final Account account;
  private final int lent;
  private final @Nullable Bucket node;
  private final @Nullable Bucket community;
  private final AtomicInteger left;

  private Advance(Account account, int lent, @Nullable Bucket node, @Nullable Bucket community) {
    this.account = account;
    this.lent = lent;
    this.node = node;
    this.community = community;
    this.left = new AtomicInteger(lent);
  }

  /**
   * Takes a part of what the buckets hold, as of their last refill; nothing when they hold little.
   */
  static Advance of(Account account, @Nullable Bucket node, @Nullable Bucket community) {
    long bytes = MOST;
    bytes = node == null ? bytes : Math.min(bytes, node.lendable());
    bytes = community == null ? bytes : Math.min(bytes, community.lendable());
    if (bytes < LEAST) {
      return NONE;
    }
    Advance lent = new Advance(account, (int) bytes, node, community);
    if (node != null) {
      node.take(lent.lent);
    }
    if (community != null) {
      community.take(lent.lent);
    }
    return lent;
  }

  /** Pays for a question, when it is the community's and enough is left. */
  boolean pays(Question question) {
    int bytes = question.bytes();
    if (bytes < SMALLEST_QUESTION || !question.flow().account().equals(account)) {
      return false;
    }
    int before = left.get();
    while (before >= bytes) {
      if (left.compareAndSet(before, before - bytes)) {
        question.paid(node, community);
        return true;
      }
      before = left.get();
    }
    return false;
  }

  /** Covers nothing from now on; the rest goes back to where it came from. */
  void end(long now) {
    int rest = left.getAndSet(0);
    if (node != null) {
      node.settle(rest, lent - rest, now);
    }
    if (community != null) {
      community.settle(rest, lent - rest, now);
    }
  }
}
