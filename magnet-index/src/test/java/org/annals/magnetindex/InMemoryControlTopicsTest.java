package org.annals.magnetindex;

import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.archiver.CommunityId;
import org.jspecify.annotations.Nullable;

class InMemoryControlTopicsTest extends ControlTopicContract {
  private @Nullable ExecutorService executor;

  @Override
  protected Pair start() {
    ExecutorService single = Executors.newSingleThreadExecutor();
    executor = single;
    InMemoryControlTopics network = new InMemoryControlTopics(Instant::now, single);
    return new Pair(network.join(), network.join());
  }

  @Override
  protected void stop() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }

  @Override
  protected void settle(CommunityId community) {
    // Subscriptions are known at once.
  }
}
