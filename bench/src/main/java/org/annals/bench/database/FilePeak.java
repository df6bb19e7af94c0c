package org.annals.bench.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Looks every 5 ms how long a file is and remembers the most. Thread-safe. */
final class FilePeak implements AutoCloseable {
  private final Path file;
  private final AtomicLong peak = new AtomicLong();
  private final ScheduledExecutorService sampler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "file-peak");
            thread.setDaemon(true);
            return thread;
          });

  FilePeak(Path file) {
    this.file = file;
    var unused = sampler.scheduleAtFixedRate(this::look, 5, 5, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      peak.accumulateAndGet(Files.size(file), Math::max);
    } catch (IOException e) {
      // The file is not there yet.
      peak.accumulateAndGet(0, Math::max);
    }
  }

  long bytes() {
    look();
    return peak.get();
  }

  @Override
  public void close() {
    sampler.shutdownNow();
  }
}
