package org.annals.archiver.seal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Packs several windows at the same time. The bytes and the order of the outcomes are those of one
 * window after another: a window's chunks depend on nothing that another window's packing makes.
 *
 * <p>Memory: that of a {@link Packer} for each window that is being packed. Confined to one thread,
 * which waits while others pack; source and known messages must be thread-safe.
 */
public final class ParallelPacker {
  private final Supplier<Packer> packers;
  private final ExecutorService threads;
  private final int width;

  /**
   * A packer on these threads.
   *
   * @param packers makes one for each window
   * @param width how many windows at the same time, 1 or more
   */
  public ParallelPacker(Supplier<Packer> packers, ExecutorService threads, int width) {
    if (width < 1) {
      throw new IllegalArgumentException("at least one window is packed at a time");
    }
    this.packers = packers;
    this.threads = threads;
    this.width = width;
  }

  /** Is told of each window on the calling thread, in the order of the requests. */
  @FunctionalInterface
  public interface Sink {
    /** A window is packed; its files are the sink's from now on. False: no further windows. */
    boolean packed(PackRequest request, PackOutcome outcome) throws IOException;
  }

  /**
   * Packs windows until the sink has enough. Of a window that the sink was not told of no file is
   * left.
   *
   * @throws IOException when a window cannot be packed; those before it were handed over
   * @throws InterruptedException when the thread is interrupted; likewise
   */
  public void pack(List<PackRequest> requests, MessageSource source, KnownMessages known, Sink sink)
      throws IOException, InterruptedException {
    Iterator<PackRequest> waiting = requests.iterator();
    try (Ahead ahead = new Ahead()) {
      boolean more = true;
      while (more && (waiting.hasNext() || !ahead.running.isEmpty())) {
        while (ahead.running.size() < width && waiting.hasNext()) {
          PackRequest request = waiting.next();
          Packer packer = packers.get();
          ahead.running.add(
              new Running(
                  request, packer, threads.submit(() -> packer.pack(request, source, known))));
        }
        Running oldest = ahead.running.element();
        PackOutcome outcome = oldest.await();
        ahead.running.remove();
        more = sink.packed(oldest.request, outcome);
      }
    }
  }

  private record Running(PackRequest request, Packer packer, Future<PackOutcome> outcome) {
    PackOutcome await() throws IOException, InterruptedException {
      try {
        return outcome.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException cause) {
          throw new IOException(cause.getMessage(), cause);
        }
        throw new IllegalStateException("packing failed", e.getCause());
      }
    }
  }

  /** Windows that the sink was not told of; closing waits for them and leaves no file. */
  private static final class Ahead implements Closeable {
    final Deque<Running> running = new ArrayDeque<>();

    @Override
    public void close() throws IOException {
      boolean interrupted = false;
      while (!running.isEmpty()) {
        Running each = running.element();
        try {
          PackOutcome outcome = each.outcome.get();
          running.remove();
          if (outcome instanceof PackOutcome.Packed packed) {
            each.packer.discard(packed.chunks());
          }
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          // It left no file, and fails again when it is packed the next time: the run has ended
          // for another reason, which is the one to tell.
          running.remove();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
