package org.annals.magnetindex;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

class InMemoryNeighboursTest extends NeighbourExchangeContract {
  private @Nullable ExecutorService executor;

  @Override
  protected Pair start() {
    ExecutorService single = Executors.newSingleThreadExecutor();
    executor = single;
    InMemoryNeighbours neighbours = new InMemoryNeighbours(single);
    return new Pair(neighbours.join(), neighbours.join());
  }

  @Override
  protected void connect() {
    // Nodes are connected from the start and are told when they ask to be.
  }

  @Override
  protected void stop() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
