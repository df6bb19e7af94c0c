package org.annals.importer.chunk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.annals.archiver.chunk.AuthenticatedSection;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.RecordAuthenticator;
import org.annals.archiver.chunk.SectionOutcome;
import org.annals.archiver.chunk.SectionRecord;
import org.annals.archiver.message.Authenticator;
import org.jspecify.annotations.Nullable;

/**
 * Reads sections and checks their records ahead of the one who inserts them, in slices that come
 * out in file order. Ahead are at most one section being read and one being checked.
 *
 * <p>Confined to one thread, which uses the executor's.
 */
final class SectionPipeline implements AutoCloseable {
  private static final int SLICE = 1024;
  private static final int RECORDS_AHEAD = 8 * SLICE;

  private final ChunkReader chunk;
  private final RecordAuthenticator authenticator;
  private final PacedExecutor executor;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private int ahead;
  private int nextSection;
  private @Nullable Future<SectionOutcome> reading;
  private int readingSection;

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

  private record Pending(
      int section, Future<AuthenticatedSection> result, int size, boolean last) {}

  SectionPipeline(ChunkReader chunk, Authenticator authenticator, PacedExecutor executor) {
    this.chunk = chunk;
    this.authenticator = new RecordAuthenticator(chunk, authenticator);
    this.executor = executor;
  }

  /** The next step, or null after the last one. Sections that are imported are left out. */
  @Nullable Step next(IntPredicate imported) throws IOException, InterruptedException {
    Broken broken = fill(imported);
    if (broken != null) {
      return broken;
    }
    Pending first = pending.poll();
    if (first == null) {
      return null;
    }
    AuthenticatedSection records = get(first.result());
    ahead -= first.size();
    fillIfReady(imported);
    return new Checked(first.section(), records, first.last());
  }

  /** Sees to it that at least one slice is pending, unless the chunk is at its end. */
  private @Nullable Broken fill(IntPredicate imported) throws IOException, InterruptedException {
    startReading(imported);
    while (pending.isEmpty() && reading != null) {
      Broken broken = take(reading, imported);
      if (broken != null) {
        return broken;
      }
    }
    return null;
  }

  /** Takes over what was read meanwhile; trouble with it is reported when its turn comes. */
  private void fillIfReady(IntPredicate imported) throws IOException, InterruptedException {
    Future<SectionOutcome> ready = reading;
    while (ready != null && ready.isDone() && ahead < RECORDS_AHEAD) {
      if (!(get(ready) instanceof SectionOutcome.Read)) {
        return;
      }
      take(ready, imported);
      ready = reading;
    }
  }

  private @Nullable Broken take(Future<SectionOutcome> future, IntPredicate imported)
      throws IOException, InterruptedException {
    SectionOutcome outcome = get(future);
    if (outcome instanceof SectionOutcome.Rejected rejected) {
      return new Broken(rejected.reason());
    }
    SectionOutcome.Read section = (SectionOutcome.Read) outcome;
    slice(readingSection, section);
    reading = null;
    startReading(imported);
    return null;
  }

  private void startReading(IntPredicate imported) {
    while (reading == null && nextSection < chunk.sections()) {
      int section = nextSection++;
      if (!imported.test(section)) {
        readingSection = section;
        reading = executor.submit(() -> chunk.section(section));
      }
    }
  }

  private void slice(int section, SectionOutcome.Read read) {
    List<SectionRecord> records = read.records();
    for (int from = 0; from < records.size(); from += SLICE) {
      int to = Math.min(records.size(), from + SLICE);
      SectionOutcome.Read part = new SectionOutcome.Read(read.info(), records.subList(from, to));
      Future<AuthenticatedSection> result = executor.submit(() -> authenticator.authenticate(part));
      pending.add(new Pending(section, result, to - from, to == records.size()));
      ahead += to - from;
    }
    if (records.isEmpty()) {
      SortedMap<String, Integer> none = new TreeMap<>();
      Future<AuthenticatedSection> nothing =
          executor.submit(() -> new AuthenticatedSection(read.info(), List.of(), none));
      pending.add(new Pending(section, nothing, 0, true));
    }
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
    if (reading != null) {
      reading.cancel(false);
    }
    pending.forEach(p -> p.result().cancel(false));
  }
}
