package org.annals.quota.rate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.Ticket;
import org.annals.quota.TransferGate;
import org.annals.quota.TransferTotals;
import org.annals.quota.UnlimitedTransferGate;

/**
 * A gate with a limit for the node, one for each community below it, and fair shares.
 *
 * <ul>
 *   <li>A question is granted when the node's and the community's bucket of its direction both hold
 *       its bytes; then both pay. So over any ten seconds no more moves than 1.015 of the limit,
 *       over any second no more than 1.072, or two blocks above it where that is more ({@link
 *       Bucket}).
 *   <li>Those who wait take turns by deficit round robin: first communities, then their chunks,
 *       then the peers. Nothing is left unused while anybody who may use it waits.
 *   <li>New limits hold at once, for what waits already too. A limit of 0 stops: nothing is
 *       granted, nobody is sent away. Changing a limit brings no credit.
 *   <li>Without a limit of the node or the community, leave is given inside the question, without a
 *       lock or a queue.
 *   <li>While nobody waits and the buckets are well filled, a community is lent leave for several
 *       blocks ahead ({@link Advance}): its next questions cost no lock either.
 *   <li>Peers in the local network are limited like all others unless {@link #exemptLocal} says
 *       otherwise.
 *   <li>A timer runs only while somebody waits for credit that will come.
 * </ul>
 *
 * <p>Starts without limits. Thread-safe. Why it is so: docs/decisions/040-fair-rates.md.
 */
public final class FairTransferGate implements TransferGate, AutoCloseable {
  /** The largest question: a block of 128 KiB and the header of its message. */
  static final int MAX_ASK_BYTES = 128 * 1024 + 13;

  private final UnlimitedTransferGate unlimited = new UnlimitedTransferGate();
  private final OneWay up;
  private final OneWay down;

  /**
   * A gate without limits.
   *
   * @param ticker monotonic nanoseconds; jumps either way bring no more than one burst
   * @param timer looks after those who wait, every 5 to 20 ms; stays the caller's, and is used
   *     until {@link #close}
   */
  public FairTransferGate(LongSupplier ticker, ScheduledExecutorService timer) {
    this.up = new OneWay(ticker, timer);
    this.down = new OneWay(ticker, timer);
  }

  /**
   * Replaces all limits. What has waited and has leave now is told before this returns.
   *
   * @param node holds for the sum of everything, {@link Account#NODE} included
   * @param communities an account that is not in it has no limit of its own
   */
  public void limits(RateLimits node, Map<Account, RateLimits> communities) {
    for (Direction direction : Direction.values()) {
      Map<Account, Rate> rates = new HashMap<>();
      communities.forEach((account, limits) -> rates.put(account, limits.of(direction)));
      way(direction).limits(node.of(direction), rates);
    }
  }

  /**
   * Says whether peers in the local network have leave without asking from now on; at first they
   * have not. Those of them that have waited are told before this returns. What they move is
   * counted like everything else.
   */
  public void exemptLocal(boolean exempt) {
    up.exemptLocal(exempt);
    down.exemptLocal(exempt);
  }

  @Override
  public Ticket ask(Flow flow, Direction direction, int bytes, Runnable onGranted) {
    OneWay way = way(direction);
    if (way.free(flow)) {
      return unlimited.ask(flow, direction, bytes, onGranted);
    }
    if (bytes < 1 || bytes > MAX_ASK_BYTES) {
      throw new IllegalArgumentException("leave is asked for 1 to 131085 bytes, not " + bytes);
    }
    return way.ask(flow, bytes, onGranted);
  }

  private OneWay way(Direction direction) {
    return direction == Direction.UP ? up : down;
  }

  @Override
  public void moved(Account account, Direction direction, long payload, long wire) {
    unlimited.moved(account, direction, payload, wire);
  }

  @Override
  public TransferTotals totals(Account account) {
    return unlimited.totals(account);
  }

  @Override
  public TransferTotals totals() {
    return unlimited.totals();
  }

  /** Whoever waits gets no leave any more, and the timer is not used again. */
  @Override
  public void close() {
    up.close();
    down.close();
  }
}
