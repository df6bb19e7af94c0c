package org.annals.node.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.chunk.MediaEntry;
import org.annals.archiver.chunk.OpenOutcome;
import org.annals.archiver.seal.ExistingPart;
import org.annals.archiver.seal.PackOutcome;
import org.annals.archiver.seal.PackPlan;
import org.annals.archiver.seal.PackRequest;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.Packer;
import org.annals.archiver.seal.ParallelPacker;
import org.annals.archiver.seal.PlannedPart;
import org.annals.archiver.seal.SealConditions;
import org.annals.archiver.seal.SealDecision;
import org.annals.archiver.seal.SealingSchedule;
import org.annals.keys.PrivateKey;
import org.annals.keys.Signature65;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.quota.StorageKind;
import org.annals.quota.work.WorkGate;

/**
 * Packs what is due of one community: all closed windows, oldest first, and lists them in one new
 * catalogue. A crash in between packs the same bytes again, because the journal drops a window only
 * after its chunks are listed. One run at a time.
 */
public final class Packing {
  private final HomeParts parts;
  private final SealingSchedule schedule;
  private final OwnChunks own;

  /** Packs by this schedule. */
  public Packing(HomeParts parts, SealingSchedule schedule) {
    this.parts = parts;
    this.schedule = schedule;
    this.own = new OwnChunks(parts);
  }

  /** Is told after each window. */
  @FunctionalInterface
  public interface WindowListener {
    /** How many windows are done of how many. */
    void windows(int done, int total);
  }

  /** Is told when a new catalogue is in force, before this home imports its own chunks. */
  @FunctionalInterface
  public interface PublishListener {
    /** Nobody listens: the home has no network. */
    PublishListener NONE = () -> {};

    /** The catalogue may be announced. */
    void published() throws IOException;
  }

  /**
   * A run.
   *
   * @param asked whether the owner asked for it by {@code pack --now}
   * @param explicit whether it is a command; late messages then wait for nothing
   */
  public record Order(boolean asked, boolean explicit) {}

  /** What packing would do. Writes nothing. */
  public PackSummary plan(Community community, PrivateKey key, Order order) throws IOException {
    PackSummary summary = PackSummary.NONE;
    Packer packer = packer(key);
    PackInput input = PackInput.of(community);
    for (TimeWindow window : input.windows()) {
      Optional<String> wait = reasonToWait(community, window, order);
      if (wait.isPresent()) {
        summary = summary.plus(PackSummary.waiting(wait.get()));
        continue;
      }
      PackPlan plan = packer.plan(request(community, input, window), input, input);
      for (PlannedPart part : plan.parts()) {
        summary =
            summary.plus(
                new PackSummary(
                    part.messages(),
                    part.media(),
                    part.position().part() == 0 ? 1 : 0,
                    1,
                    part.estimatedBytes(),
                    part.rawBytes(),
                    List.of()));
      }
    }
    return summary;
  }

  /**
   * Packs and publishes.
   *
   * @param newEpoch of the right to publish
   * @param publishing is told once, when there is something new
   * @throws InterruptedException when the thread is interrupted; what is not listed then is packed
   *     again
   * @throws NoRoomException when a reservation was refused; windows packed before it are listed
   */
  public PackSummary pack(
      Community community,
      PrivateKey key,
      Order order,
      boolean newEpoch,
      WindowListener listener,
      PublishListener publishing)
      throws IOException, NoRoomException, InterruptedException {
    PackInput input = PackInput.of(community);
    SortedSet<TimeWindow> windows = input.windows();
    Run run = new Run(community, windows.size(), listener);
    List<PackRequest> due = new ArrayList<>();
    for (TimeWindow window : windows) {
      Optional<String> wait = reasonToWait(community, window, order);
      if (wait.isPresent()) {
        run.waiting(wait.get());
      } else {
        due.add(request(community, input, window));
      }
    }
    packAll(community, key, due, input, run);
    publish(community, key, run.added, run.packed, newEpoch, publishing);
    if (run.refused.isPresent()) {
      throw new NoRoomException(run.refused.get());
    }
    return run.summary;
  }

  private void packAll(
      Community community, PrivateKey key, List<PackRequest> due, PackInput input, Run run)
      throws IOException, InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService threads = Executors.newFixedThreadPool(cores);
    try {
      ParallelPacker.Width width =
          new ParallelPacker.Width(cores, ParallelPacker.USUAL_BYTES, community.journal()::bytes);
      new ParallelPacker(() -> packer(key), threads, width).pack(due, input, input, run);
    } finally {
      threads.shutdown();
    }
  }

  /** What a run has done so far. */
  private final class Run implements ParallelPacker.Sink {
    private final Community community;
    private final int windows;
    private final WindowListener listener;
    private final List<CatalogueEntry> added = new ArrayList<>();
    private final List<TimeWindow> packed = new ArrayList<>();
    private PackSummary summary = PackSummary.NONE;
    private Optional<String> refused = Optional.empty();
    private int done;

    Run(Community community, int windows, WindowListener listener) {
      this.community = community;
      this.windows = windows;
      this.listener = listener;
    }

    void waiting(String reason) {
      summary = summary.plus(PackSummary.waiting(reason));
      listener.windows(++done, windows);
    }

    @Override
    public boolean packed(PackRequest request, PackOutcome outcome) throws IOException {
      if (outcome instanceof PackOutcome.Refused no) {
        refused = Optional.of(no.reason());
        return false;
      }
      List<PackedChunk> chunks = ((PackOutcome.Packed) outcome).chunks();
      long raw = 0;
      // Forcing a chunk to disk takes as much of the processor as packing it.
      try (WorkGate.Work work = parts.work().begin(community.id().account())) {
        for (PackedChunk chunk : chunks) {
          added.add(own.keep(community, chunk, List.of()));
          raw += rawBytes(community, chunk.id());
          work.step();
        }
      }
      packed.add(request.window());
      summary = summary.plus(summary(chunks, raw));
      listener.windows(++done, windows);
      return true;
    }
  }

  private Optional<String> reasonToWait(Community community, TimeWindow window, Order order)
      throws IOException {
    // There is no Store yet from which gaps could be filled.
    SealConditions conditions = new SealConditions(false, each -> true);
    SealDecision decision = schedule.decide(window, conditions, order.asked());
    if (decision instanceof SealDecision.Wait wait) {
      return Optional.of("the week until " + window.end() + ": " + wait.reason());
    }
    Optional<Instant> last = community.chunks().newestPacked(window);
    if (last.isPresent() && !schedule.addendumDue(last.get(), order.explicit())) {
      return Optional.of(
          "late messages of the week until " + window.end() + ": packed once in seven days");
    }
    return Optional.empty();
  }

  private Packer packer(PrivateKey key) {
    return new Packer(
        new ChunkSigner(parts.curve(), key), parts.storage(), StorageKind.TEMPORARY, parts.work());
  }

  private static PackRequest request(Community community, PackInput input, TimeWindow window)
      throws IOException {
    List<ExistingPart> existing = community.chunks().existingParts(window);
    Path directory = community.packing();
    Files.createDirectories(directory);
    return new PackRequest(window, input.rules(), existing, directory);
  }

  private static PackSummary summary(List<PackedChunk> chunks, long raw) {
    long messages = chunks.stream().mapToLong(c -> c.counts().messages()).sum();
    long images = chunks.stream().mapToLong(c -> c.counts().images()).sum();
    long bytes = chunks.stream().mapToLong(PackedChunk::size).sum();
    return new PackSummary(
        messages, images, chunks.isEmpty() ? 0 : 1, chunks.size(), bytes, raw, List.of());
  }

  /** Length of a chunk's messages before compression, with signatures and media. */
  private long rawBytes(Community community, ChunkId chunk) throws IOException {
    OpenOutcome outcome =
        ChunkReader.open(community.chunks().file(chunk), community.id(), chunk, parts.curve());
    if (!(outcome instanceof OpenOutcome.Opened opened)) {
      throw new IOException("the chunk that was just packed cannot be read: " + outcome);
    }
    try (ChunkReader reader = opened.chunk()) {
      long messages =
          reader.index().sections().stream()
              .mapToLong(each -> each.rawLength() + each.signatures() * (long) Signature65.LENGTH)
              .sum();
      long media =
          reader.index().media().stream()
              .filter(each -> each instanceof MediaEntry.Archived)
              .mapToLong(MediaEntry::length)
              .sum();
      return messages + media;
    }
  }

  /** All groups into which messages are packed now. */
  private static Set<GroupId> groups(Community community) {
    Set<GroupId> groups = new TreeSet<>(Set.of(GroupId.PUBLIC));
    community.expiry().rules().values().forEach(period -> groups.add(GroupId.autoDelete(period)));
    return groups;
  }

  private void publish(
      Community community,
      PrivateKey key,
      List<CatalogueEntry> added,
      List<TimeWindow> packed,
      boolean newEpoch,
      PublishListener publishing)
      throws IOException, InterruptedException {
    if (!added.isEmpty()) {
      CatalogueChanges changes = CatalogueChanges.NONE.adding(added);
      for (TimeWindow each : packed) {
        for (GroupId group : groups(community)) {
          changes = changes.sealedUntil(group, each.endSeconds());
        }
      }
      community.publish(key, changes, newEpoch);
      publishing.published();
    }
    own.show(community, added);
    for (TimeWindow each : packed) {
      community.messages().settle(each);
    }
  }

  /** There is no room for a chunk. */
  public static final class NoRoomException extends Exception {
    private static final long serialVersionUID = 1L;

    NoRoomException(String reason) {
      super(reason);
    }
  }
}
