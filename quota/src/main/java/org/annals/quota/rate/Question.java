package org.annals.quota.rate;

import org.annals.quota.Flow;
import org.annals.quota.Ticket;
import org.jspecify.annotations.Nullable;

/** A question on its way from waiting to granted and told, or to cancelled. */
final class Question implements Ticket {
  /** Where a question stands. */
  enum State {
    WAITING,
    GRANTED,
    TOLD,
    CANCELLED
  }

  private final OneWay way;
  private final Flow flow;
  private final int bytes;
  private final Runnable onGranted;
  private @Nullable Bucket node;
  private @Nullable Bucket community;
  private volatile State state = State.WAITING;

  Question(OneWay way, Flow flow, int bytes, Runnable onGranted) {
    this.way = way;
    this.flow = flow;
    this.bytes = bytes;
    this.onGranted = onGranted;
  }

  Flow flow() {
    return flow;
  }

  int bytes() {
    return bytes;
  }

  State state() {
    return state;
  }

  void state(State next) {
    state = next;
  }

  Runnable onGranted() {
    return onGranted;
  }

  /** Its bytes were taken out of these buckets. */
  void paid(@Nullable Bucket ofNode, @Nullable Bucket ofCommunity) {
    node = ofNode;
    community = ofCommunity;
  }

  /** Takes the bytes out of both buckets, where there are any. */
  void charge(@Nullable Bucket ofNode, @Nullable Bucket ofCommunity) {
    paid(ofNode, ofCommunity);
    if (ofNode != null) {
      ofNode.take(bytes);
    }
    if (ofCommunity != null) {
      ofCommunity.take(bytes);
    }
  }

  /** Returns the bytes to where they were taken from. */
  void giveBack() {
    if (node != null) {
      node.giveBack(bytes);
    }
    if (community != null) {
      community.giveBack(bytes);
    }
  }

  @Override
  public boolean granted() {
    State now = state;
    return now == State.GRANTED || now == State.TOLD;
  }

  @Override
  public void cancel() {
    way.cancel(this);
  }
}
