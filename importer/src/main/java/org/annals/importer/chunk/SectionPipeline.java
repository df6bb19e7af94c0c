package org.annals.importer.chunk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.annals.archiver.chunk.AuthenticatedSection;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.RecordAuthenticator;
import org.annals.archiver.chunk.SectionOutcome;
import org.annals.archiver.message.Authenticator;
import org.jspecify.annotations.Nullable;

/**
 * Reads sections and checks their records ahead of the one who inserts them, in slices that come
 * out in file order. Ahead is one section at most.
 *
 * <p>Confined to one thread, which uses the executor's.
 */
final class SectionPipeline implements AutoCloseable {
  private final ChunkReader chunk;
  private final RecordAuthenticator authenticator;
  private final PacedExecutor executor;
  private final Deque<Slice> slices = new ArrayDeque<>();
  private Runnable whenAllIsBegun = () -> {};
  private int nextSection;
  private @Nullable Reading reading;

  /** One step of the import. */
  sealed interface Step {}

  /**
   * Checked records.
   *
   * @param last whether the section ends with them
   */
  record Checked(int section, AuthenticatedSection records, boolean last) implements Step {}

  /** A section that cannot be read. */
  record Broken(String reason) implements Step {}

  private record Reading(int section, Future<SectionSlices> result) {}

  private record Slice(int section, Future<AuthenticatedSection> result, boolean last) {}

  SectionPipeline(ChunkReader chunk, Authenticator authenticator, PacedExecutor executor) {
    this.chunk = chunk;
    this.authenticator = new RecordAuthenticator(chunk, authenticator);
    this.executor = executor;
  }

  /** What is to be done when the last section was begun, so that the threads go on working. */
  void whenAllIsBegun(Runnable action) {
    whenAllIsBegun = action;
  }

  /** Begins to read. Sections that are imported are left out. */
  void begin(IntPredicate imported) {
    while (reading == null && nextSection < chunk.sections()) {
      int section = nextSection++;
      if (!imported.test(section)) {
        reading = new Reading(section, executor.submit(() -> read(section)));
      }
    }
    if (reading == null) {
      Runnable action = whenAllIsBegun;
      whenAllIsBegun = () -> {};
      action.run();
    }
  }

  /** The checks begin as soon as the section is read, without the inserting thread. */
  private SectionSlices read(int section) throws IOException {
    SectionOutcome outcome = chunk.section(section);
    return outcome instanceof SectionOutcome.Read read
        ? SectionSlices.checking(read, authenticator, executor)
        : new SectionSlices.Unreadable(((SectionOutcome.Rejected) outcome).reason());
  }

  /** The next step, or null after the last one. Sections that are imported are left out. */
  @Nullable Step next(IntPredicate imported) throws IOException, InterruptedException {
    begin(imported);
    if (slices.isEmpty()) {
      Reading read = reading;
      if (read == null) {
        return null;
      }
      reading = null;
      begin(imported);
      SectionSlices section = get(read.result());
      if (section instanceof SectionSlices.Unreadable unreadable) {
        return new Broken(unreadable.reason());
      }
      List<Future<AuthenticatedSection>> all = ((SectionSlices.Checking) section).slices();
      for (int i = 0; i < all.size(); i++) {
        slices.add(new Slice(read.section(), all.get(i), i == all.size() - 1));
      }
    }
    Slice first = slices.remove();
    return new Checked(first.section(), get(first.result()), first.last());
  }

  private static <T> T get(Future<T> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException("a section could not be read or checked", e.getCause());
    }
  }

  /** Stops what is under way. */
  @Override
  public void close() {
    executor.stop();
  }
}
