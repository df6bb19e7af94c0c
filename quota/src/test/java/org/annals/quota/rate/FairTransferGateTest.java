package org.annals.quota.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.TransferGate;
import org.annals.quota.TransferGateContract;
import org.junit.jupiter.api.AfterEach;

/** The contract, with limits of node and communities and real threads. */
final class FairTransferGateTest extends TransferGateContract {
  private static final RateLimits LIMITS =
      new RateLimits(Rate.bytesPerSecond(4 << 20), Rate.bytesPerSecond(4 << 20));

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void close() {
    assertThat(timer.shutdownNow()).hasSizeLessThanOrEqualTo(2);
  }

  @Override
  protected TransferGate newGate() {
    FairTransferGate gate = new FairTransferGate(System::nanoTime, timer);
    gate.limits(
        LIMITS, Map.of(new Account("alice"), LIMITS, new Account("bob"), RateLimits.UNLIMITED));
    return gate;
  }
}
