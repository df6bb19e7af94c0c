package org.annals.archiver.seal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.annals.archiver.TimeWindow;
import org.annals.quota.work.WorkGate;

/**
 * Packs several windows at the same time. The bytes and the order of the outcomes are those of one
 * window after another: a window's chunks depend on nothing that another window's packing makes.
 *
 * <p>Memory: that of a {@link Packer} for each window that is being packed. Confined to one thread,
 * which waits while others pack; source and known messages must be thread-safe.
 */
public final class ParallelPacker {
  /** What may be packed at the same time in a heap of 256 MiB. */
  public static final long USUAL_BYTES = 48L << 20;

  private final Supplier<Packer> packers;
  private final ExecutorService threads;
  private final Width width;

  /**
   * A packer on these threads.
   *
   * @param packers makes one for each window
   * @param threads run until all is done; they must not also serve what may hold buffers
   */
  public ParallelPacker(Supplier<Packer> packers, ExecutorService threads, Width width) {
    this.packers = packers;
    this.threads = threads;
    this.width = width;
  }

  /**
   * How much is packed at the same time; a window that is larger than all of it is packed alone.
   *
   * @param windows at most so many, 1 or more
   * @param bytes at most windows of so many bytes together
   * @param bytesOf the bytes of a window in the source
   */
  public record Width(int windows, long bytes, ToLongFunction<TimeWindow> bytesOf) {
    public Width {
      if (windows < 1) {
        throw new IllegalArgumentException("at least one window is packed at a time");
      }
    }
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
    Deque<PackRequest> waiting = new ArrayDeque<>(requests);
    try (Ahead ahead = new Ahead()) {
      boolean more = true;
      while (more && (!waiting.isEmpty() || !ahead.running.isEmpty())) {
        while (!waiting.isEmpty() && ahead.hasRoomFor(waiting.element(), width)) {
          ahead.running.add(begin(waiting.remove(), source, known));
        }
        Running oldest = ahead.running.element();
        PackOutcome outcome = oldest.await();
        ahead.running.remove();
        more = sink.packed(oldest.request, outcome);
      }
    }
  }

  private Running begin(PackRequest request, MessageSource source, KnownMessages known)
      throws InterruptedException {
    Packer packer = packers.get();
    WorkGate.Buffers buffers = packer.buffers();
    Callable<PackOutcome> work =
        () -> {
          try (buffers) {
            return packer.pack(request, source, known);
          }
        };
    return new Running(request, packer, threads.submit(work));
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

    boolean hasRoomFor(PackRequest next, Width width) {
      long bytes = width.bytesOf.applyAsLong(next.window());
      for (Running each : running) {
        bytes += width.bytesOf.applyAsLong(each.request.window());
      }
      return running.isEmpty() || (running.size() < width.windows && bytes <= width.bytes);
    }

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
