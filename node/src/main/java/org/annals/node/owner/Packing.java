package org.annals.node.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.ChunkFormat;
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
import org.annals.archiver.seal.PlannedPart;
import org.annals.archiver.seal.SealConditions;
import org.annals.archiver.seal.SealDecision;
import org.annals.archiver.seal.SealRules;
import org.annals.archiver.seal.SealingSchedule;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.chunk.ImportOutcome;
import org.annals.keys.PrivateKey;
import org.annals.keys.Signature65;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.ChunkCounts;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.annals.quota.StorageKind;
import org.annals.quota.work.WorkGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs what is due of one community: all closed windows, oldest first, and lists them in one new
 * catalogue. A crash in between packs the same bytes again, because the journal drops a window only
 * after its chunks are listed. One run at a time.
 */
public final class Packing {
  private static final Logger log = LoggerFactory.getLogger(Packing.class);

  /** The records of one part, a section and what it is compressed into. */
  private static final long BUFFERS = ChunkFormat.MAX_PART_COST + 2L * ChunkFormat.MAX_RAW_SECTION;

  private final HomeParts parts;
  private final SealingSchedule schedule;

  /** Packs by this schedule. */
  public Packing(HomeParts parts, SealingSchedule schedule) {
    this.parts = parts;
    this.schedule = schedule;
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
    for (TimeWindow window : community.journal().windows()) {
      Optional<String> wait = reasonToWait(community, window, order);
      if (wait.isPresent()) {
        summary = summary.plus(PackSummary.waiting(wait.get()));
        continue;
      }
      PackPlan plan =
          packer.plan(
              request(community, window), community.journal(), community.messages().known());
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
   * @throws InterruptedException when the thread is interrupted; what was packed is listed
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
    SortedSet<TimeWindow> windows = community.journal().windows();
    PackSummary summary = PackSummary.NONE;
    List<CatalogueEntry> added = new ArrayList<>();
    List<TimeWindow> packed = new ArrayList<>();
    Optional<NoRoomException> refused = Optional.empty();
    int done = 0;
    for (TimeWindow window : windows) {
      Optional<String> wait = reasonToWait(community, window, order);
      if (wait.isPresent()) {
        summary = summary.plus(PackSummary.waiting(wait.get()));
      } else {
        PackOutcome outcome = packWindow(community, key, window);
        if (outcome instanceof PackOutcome.Refused no) {
          refused = Optional.of(new NoRoomException(no.reason()));
          break;
        }
        List<PackedChunk> chunks = ((PackOutcome.Packed) outcome).chunks();
        long raw = 0;
        for (PackedChunk chunk : chunks) {
          added.add(keep(community, chunk));
          raw += rawBytes(community, chunk.id());
        }
        packed.add(window);
        summary = summary.plus(summary(chunks, raw));
      }
      listener.windows(++done, windows.size());
    }
    publish(community, key, added, packed, newEpoch, publishing);
    if (refused.isPresent()) {
      throw refused.get();
    }
    return summary;
  }

  private Optional<String> reasonToWait(Community community, TimeWindow window, Order order)
      throws IOException {
    // There is no Store yet from which gaps could be filled.
    SealConditions conditions = new SealConditions(false, each -> true);
    SealDecision decision = schedule.decide(window, conditions, order.asked());
    if (decision instanceof SealDecision.Wait wait) {
      return Optional.of("the week until " + window.end() + ": " + wait.reason());
    }
    Optional<Instant> last = community.newestPacked(window);
    if (last.isPresent() && !schedule.addendumDue(last.get(), order.explicit())) {
      return Optional.of(
          "late messages of the week until " + window.end() + ": packed once in seven days");
    }
    return Optional.empty();
  }

  private PackOutcome packWindow(Community community, PrivateKey key, TimeWindow window)
      throws IOException, InterruptedException {
    WorkGate.Buffers buffers = parts.work().hold(community.id().account(), BUFFERS);
    try (buffers) {
      return packer(key)
          .pack(request(community, window), community.journal(), community.messages().known());
    }
  }

  private Packer packer(PrivateKey key) {
    return new Packer(
        new ChunkSigner(parts.curve(), key), parts.storage(), StorageKind.TEMPORARY, parts.work());
  }

  private static PackRequest request(Community community, TimeWindow window) throws IOException {
    List<ExistingPart> existing =
        community.head().view().contents().entries().values().stream()
            .filter(entry -> entry.position().window().equals(window))
            .map(entry -> new ExistingPart(entry.chunk(), entry.position()))
            .toList();
    Path directory = community.packing();
    Files.createDirectories(directory);
    return new PackRequest(window, SealRules.open(), existing, directory);
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
        ChunkReader.open(community.chunkFile(chunk), community.id(), chunk, parts.curve());
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

  /** Moves a packed file into the store. It is listed nowhere yet. */
  private CatalogueEntry keep(Community community, PackedChunk chunk) throws IOException {
    InfoHash infoHash = chunk.torrent().infoHash();
    CatalogueEntry entry =
        new CatalogueEntry(
            chunk.position(),
            infoHash,
            chunk.id(),
            chunk.size(),
            new ChunkCounts(chunk.counts().messages(), chunk.counts().images()),
            List.of());
    LedgerEntry ledger = community.announce(entry, parts.clock().instant());
    community.keepTorrent(chunk.torrent());
    community.store().adopt(chunk.file(), StorageKind.TEMPORARY, ledger, true);
    event(community, Stage.PACKED, chunk.id().toString(), chunk.counts().messages());
    return entry;
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
        changes = changes.sealedUntil(GroupId.PUBLIC, each.endSeconds());
      }
      community.publish(key, changes, newEpoch);
      publishing.published();
    }
    for (CatalogueEntry entry : added) {
      LedgerEntry ledger = community.ledgerEntry(entry.chunk()).orElseThrow();
      if (ledger.state() == ChunkState.VERIFIED && !ledger.imported().complete()) {
        show(community, ledger);
      }
    }
    for (TimeWindow each : packed) {
      community.settle(each);
    }
  }

  /** What cannot be shown now is shown later, and its journal is kept until then. */
  private void show(Community community, LedgerEntry ledger)
      throws IOException, InterruptedException {
    ImportOutcome outcome = community.importChunk(ledger);
    if (outcome instanceof ImportOutcome.Imported) {
      event(community, Stage.IMPORTED, ledger.chunk().toString(), ledger.messages());
    } else {
      log.warn("the packed chunk {} is not in the database yet: {}", ledger.chunk(), outcome);
    }
  }

  private void event(Community community, Stage stage, String subject, long messages) {
    parts
        .events()
        .record(
            new Event(
                parts.clock().instant(), community.id(), stage, subject, "this home", messages));
  }

  /** There is no room for a chunk. */
  public static final class NoRoomException extends Exception {
    private static final long serialVersionUID = 1L;

    NoRoomException(String reason) {
      super(reason);
    }
  }
}
