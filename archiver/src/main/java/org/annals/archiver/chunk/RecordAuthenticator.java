package org.annals.archiver.chunk;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.annals.archiver.ChannelId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.MediaBytes;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.keys.Digest;

/**
 * Checks the records of a chunk one by one: author signature, channel, clock (FORMAT section 4). A
 * record that fails is counted and left out; the rest stands.
 *
 * <p>Thread-safe; the several-threaded form spreads a section over an executor's threads and keeps
 * the order.
 */
public final class RecordAuthenticator {
  private final ChunkReader chunk;
  private final TimeWindow window;
  private final Authenticator authenticator;
  private final MediaBytes media;

  /** For the records of one chunk. */
  public RecordAuthenticator(ChunkReader chunk, Authenticator authenticator) {
    this.chunk = chunk;
    this.window = chunk.header().position().window();
    this.authenticator = authenticator;
    Map<Digest, MediaEntry.Archived> archived = new HashMap<>();
    for (MediaEntry entry : chunk.index().media()) {
      if (entry instanceof MediaEntry.Archived a) {
        archived.put(a.digest(), a);
      }
    }
    this.media = (ref, out) -> copy(archived, ref, out);
  }

  private boolean copy(Map<Digest, MediaEntry.Archived> archived, MediaRef ref, OutputStream out)
      throws IOException {
    MediaEntry.Archived entry = archived.get(ref.digest());
    if (entry == null) {
      return false;
    }
    out.write(chunk.read(entry));
    return true;
  }

  /**
   * Checks a section in the calling thread.
   *
   * @throws IOException when media cannot be read
   */
  public AuthenticatedSection authenticate(SectionOutcome.Read section) throws IOException {
    return merged(section.info(), List.of(slice(section.records())));
  }

  /**
   * Checks a section on an executor's threads.
   *
   * @param slices into how many tasks it is cut, 1 or more
   * @throws IOException when media cannot be read
   * @throws InterruptedException when the calling thread is interrupted; the tasks are cancelled
   */
  public AuthenticatedSection authenticate(
      SectionOutcome.Read section, ExecutorService executor, int slices)
      throws IOException, InterruptedException {
    List<SectionRecord> records = section.records();
    List<Callable<Slice>> tasks = new ArrayList<>();
    for (int i = 0; i < slices; i++) {
      int from = (int) ((long) records.size() * i / slices);
      int to = (int) ((long) records.size() * (i + 1) / slices);
      tasks.add(() -> slice(records.subList(from, to)));
    }
    List<Slice> done = new ArrayList<>();
    for (Future<Slice> future : executor.invokeAll(tasks)) {
      done.add(result(future));
    }
    return merged(section.info(), done);
  }

  private static Slice result(Future<Slice> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException("records could not be checked", e.getCause());
    }
  }

  private Slice slice(List<SectionRecord> records) throws IOException {
    Slice slice = new Slice(new ArrayList<>(records.size()), new TreeMap<>());
    for (SectionRecord record : records) {
      check(record, slice);
    }
    return slice;
  }

  private void check(SectionRecord placed, Slice slice) throws IOException {
    if (placed.record() instanceof ArchiveRecord.Signed signed) {
      signed(placed, signed.envelope(), slice);
    } else if (placed.record() instanceof ArchiveRecord.Edited edited) {
      edited(placed, edited, slice);
    } else if (placed.record() instanceof ArchiveRecord.Tombstone tombstone) {
      tombstone(placed, tombstone, slice);
    }
  }

  private void signed(SectionRecord placed, StatedEnvelope envelope, Slice slice)
      throws IOException {
    ChannelId channel = placed.channel();
    Authentication outcome =
        channel == null
            ? authenticator.signed(envelope, media)
            : authenticator.signed(channel, envelope, media);
    if (outcome instanceof Authentication.Rejected rejected) {
      slice.reject(rejected.reason());
    } else if (outcome instanceof Authentication.Authenticated done) {
      MessageContent content = done.content();
      boolean wholeCommunity = content instanceof MessageContent.MemberDeletion;
      boolean own = wholeCommunity || content instanceof MessageContent.Chat;
      boolean inTime =
          own ? window.contains(content.clock()) : content.clock() < window.foldLimitMillis();
      if (wholeCommunity != (channel == null)) {
        slice.reject("record stands in a wrong channel");
      } else if (!inTime) {
        slice.reject("clock is out of the window");
      } else {
        slice.accept(
            new AcceptedRecord(
                channel, done.id(), content.clock(), placed.record(), Optional.of(content)));
      }
    }
  }

  private void edited(SectionRecord placed, ArchiveRecord.Edited edited, Slice slice)
      throws IOException {
    ChannelId channel = placed.channel();
    if (channel == null) {
      slice.reject("record stands in a wrong channel");
      return;
    }
    Authentication outcome = authenticator.edited(channel, edited);
    if (outcome instanceof Authentication.Rejected rejected) {
      slice.reject(rejected.reason());
    } else if (outcome instanceof Authentication.Authenticated done) {
      long clock = edited.carried().clock();
      if (!window.contains(clock) || done.content().clock() >= window.foldLimitMillis()) {
        slice.reject("clock is out of the window");
      } else {
        slice.accept(
            new AcceptedRecord(channel, done.id(), clock, edited, Optional.of(done.content())));
      }
    }
  }

  private void tombstone(SectionRecord placed, ArchiveRecord.Tombstone tombstone, Slice slice)
      throws IOException {
    Optional<String> fault = authenticator.tombstoneFault(tombstone);
    if (fault.isPresent()) {
      slice.reject(fault.get());
    } else if (!window.contains(tombstone.clock())) {
      slice.reject("clock is out of the window");
    } else {
      slice.accept(
          new AcceptedRecord(
              placed.channel(),
              tombstone.target(),
              tombstone.clock(),
              tombstone,
              Optional.empty()));
    }
  }

  private static AuthenticatedSection merged(MessageSectionInfo info, List<Slice> slices) {
    List<AcceptedRecord> accepted = new ArrayList<>();
    SortedMap<String, Integer> rejected = new TreeMap<>();
    for (Slice slice : slices) {
      accepted.addAll(slice.accepted);
      slice.rejected.forEach((reason, count) -> rejected.merge(reason, count, Integer::sum));
    }
    return new AuthenticatedSection(info, accepted, rejected);
  }

  private record Slice(List<AcceptedRecord> accepted, SortedMap<String, Integer> rejected) {
    void accept(AcceptedRecord record) {
      accepted.add(record);
    }

    void reject(String reason) {
      rejected.merge(reason, 1, Integer::sum);
    }
  }
}
