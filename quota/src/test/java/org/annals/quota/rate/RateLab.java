package org.annals.quota.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.Ticket;
import org.annals.testkit.VirtualClock;
import org.annals.testkit.VirtualScheduler;

/** A gate on virtual time, peers that want something of it, and a record of what they got. */
final class RateLab {
  static final int BLOCK = 16 * 1024 + 13;

  private final VirtualScheduler scheduler =
      new VirtualScheduler(new VirtualClock(Instant.parse("2026-01-01T00:00:00Z")));
  private final List<Moved> moved = new ArrayList<>();
  private long jumped;

  final FairTransferGate gate = new FairTransferGate(() -> nanos() + jumped, scheduler);

  /** Bytes that had leave at a moment. */
  record Moved(long nanos, Flow flow, Direction direction, int bytes) {}

  static RateLimits up(long bytesPerSecond) {
    return new RateLimits(Rate.bytesPerSecond(bytesPerSecond), Rate.unlimited());
  }

  static Account account(int number) {
    return new Account("community-" + number);
  }

  static Flow flow(int account, int chunk, int peer) {
    return new Flow(account(account), "chunk-" + chunk, "peer-" + peer);
  }

  void limit(RateLimits node) {
    gate.limits(node, Map.of());
  }

  /** A flow that always has some questions open. */
  Demand demand(Flow flow, int bytes, int open) {
    Demand demand = new Demand(flow, bytes);
    for (int i = 0; i < open; i++) {
      demand.ask();
    }
    return demand;
  }

  void pass(Duration time) {
    scheduler.advance(time);
  }

  /** The gate's clock alone goes forward or back. */
  void jump(Duration time) {
    jumped += time.toNanos();
  }

  long nanos() {
    return scheduler.clock().ticker().getAsLong();
  }

  /** How many timers run. */
  int timers() {
    return scheduler.waiting();
  }

  void forget() {
    moved.clear();
  }

  long bytes(Predicate<Moved> which) {
    return moved.stream().filter(which).mapToLong(Moved::bytes).sum();
  }

  long bytes() {
    return bytes(each -> true);
  }

  long bytesOf(int account) {
    return bytes(each -> each.flow().account().equals(account(account)));
  }

  /** The most that a limit lets through in some time: {@link Bucket}. */
  static long most(long rate, Duration time) {
    return Math.min(
        most(rate, Duration.ofMillis(150), time),
        most(rate * 103 / 100, Duration.ofMillis(40), time));
  }

  private static long most(long rate, Duration burst, Duration time) {
    return rate == 0 ? 0 : rate * time.toMillis() / 1_000 + burst(rate, burst);
  }

  private static long burst(long rate, Duration burst) {
    return Math.max(2 * BLOCK, rate * burst.toMillis() / 1_000);
  }

  /** Over no window did more move than a limit lets through. */
  void assertNeverAbove(long rate, Predicate<Moved> which) {
    assertNeverAbove(rate, Duration.ofMillis(150), which);
    assertNeverAbove(rate * 103 / 100, Duration.ofMillis(40), which);
  }

  /** A leaking bucket of the burst's size never runs over. */
  private void assertNeverAbove(long rate, Duration burst, Predicate<Moved> which) {
    long second = TimeUnit.SECONDS.toNanos(1);
    // In billionths of a byte.
    long level = 0;
    long last = 0;
    for (Moved each : moved) {
      if (which.test(each)) {
        level = Math.max(0, level - rate * (each.nanos() - last)) + each.bytes() * second;
        last = each.nanos();
        assertThat(level)
            .as("%d bytes/s, after %d ms", rate, TimeUnit.NANOSECONDS.toMillis(last))
            .isLessThanOrEqualTo(Math.max(burst(rate, burst), each.bytes()) * second + rate);
      }
    }
  }

  /** The most that moved in any window of a length. */
  long highest(Duration window) {
    long highest = 0;
    long sum = 0;
    int first = 0;
    for (Moved each : moved) {
      sum += each.bytes();
      while (each.nanos() - moved.get(first).nanos() >= window.toNanos()) {
        sum -= moved.get(first++).bytes();
      }
      highest = Math.max(highest, sum);
    }
    return highest;
  }

  /** One flow's hunger. */
  final class Demand {
    private final Flow flow;
    private final int bytes;
    private final List<Ticket> open = new ArrayList<>();
    private boolean over;

    private Demand(Flow flow, int bytes) {
      this.flow = flow;
      this.bytes = bytes;
    }

    private void ask() {
      if (!over) {
        open.removeIf(Ticket::granted);
        open.add(gate.ask(flow, Direction.UP, bytes, this::granted));
      }
    }

    private void granted() {
      moved.add(new Moved(nanos(), flow, Direction.UP, bytes));
      ask();
    }

    /** The peer vanishes; what it used stays used. */
    void end() {
      over = true;
      open.stream().filter(ticket -> !ticket.granted()).forEach(Ticket::cancel);
    }
  }
}
