package org.annals.bench.micro;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.Ticket;
import org.annals.quota.TransferGate;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.quota.rate.FairTransferGate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Leave for one block that is given inside the question. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GateBenchmark {
  private static final int BLOCK = 16 * 1024 + 13;
  private static final Rate HIGHEST = Rate.bytesPerSecond(Rate.Limited.MAX);

  private final Account account = new Account("a community");
  private final Flow flow = new Flow(account, "chunk", "peer");
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final TransferGate none = new UnlimitedTransferGate();
  private final TransferGate unlimited = new FairTransferGate(System::nanoTime, timer);
  private final TransferGate limited = limited();
  private long granted;

  private FairTransferGate limited() {
    RateLimits limits = new RateLimits(HIGHEST, HIGHEST);
    FairTransferGate gate = new FairTransferGate(System::nanoTime, timer);
    gate.limits(limits, Map.of(account, limits));
    return gate;
  }

  private Ticket ask(TransferGate gate) {
    return gate.ask(flow, Direction.UP, BLOCK, () -> granted++);
  }

  /** A gate that cannot limit. */
  @Benchmark
  public Ticket withoutLimits() {
    return ask(none);
  }

  /** The node's gate while nothing is limited. */
  @Benchmark
  public Ticket unlimited() {
    return ask(unlimited);
  }

  /** Limits of node and community that hold nothing back. */
  @Benchmark
  public Ticket limitsThatDoNotBind() {
    return ask(limited);
  }

  /** Ends the timer's thread. */
  @TearDown
  public void end() {
    timer.shutdownNow();
  }
}
