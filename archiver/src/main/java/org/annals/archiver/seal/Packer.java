package org.annals.archiver.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.chunk.ChunkDraft;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.chunk.ChunkWriter;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.chunk.WriteOutcome;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.work.WorkGate;

/**
 * Packs the messages of a window into chunks (FORMAT section 3).
 *
 * <ul>
 *   <li>The same messages, rules and archived messages give the same bytes, whatever the order in
 *       which they arrived.
 *   <li>Bytes are reserved before they are written; after a refusal or failure no file is left.
 *   <li>Memory: about 100 bytes for each message of the window and of the operations up to its fold
 *       limit, and the records of one part; independent of the rest of the history.
 * </ul>
 *
 * <p>Confined to one thread.
 */
public final class Packer {
  private final ChunkSigner signer;
  private final StorageReservations reservations;
  private final StorageKind kind;
  private final WorkGate gate;

  /**
   * A packer for one community.
   *
   * @param kind under which the bytes of packed files are counted
   */
  public Packer(ChunkSigner signer, StorageReservations reservations, StorageKind kind) {
    this(signer, reservations, kind, WorkGate.unlimited());
  }

  /**
   * A packer for one community that works as this gate lets it.
   *
   * @param kind under which the bytes of packed files are counted
   */
  public Packer(
      ChunkSigner signer, StorageReservations reservations, StorageKind kind, WorkGate gate) {
    this.signer = signer;
    this.reservations = reservations;
    this.kind = kind;
    this.gate = gate;
  }

  /**
   * Packs a window. Whether it may be sealed is {@link SealingSchedule}'s matter.
   *
   * @throws IOException when messages, media or files cannot be read or written
   */
  public PackOutcome pack(PackRequest request, MessageSource source, KnownMessages known)
      throws IOException {
    PackScope scope = scope(request, source, known);
    List<PackedChunk> done = new ArrayList<>();
    Optional<PackOutcome.Refused> refused = Optional.empty();
    boolean complete = false;
    try (WorkGate.Work work = gate.begin(signer.community().account());
        ChunkWriter writer = new ChunkWriter(signer, reservations, kind, work)) {
      WindowWalk walk = new WindowWalk(scope);
      for (GroupId group : walk.groups()) {
        GroupWriter parts = new GroupWriter(request, group, writer, done);
        walk.walk(group, new PartCutter((records, meter) -> parts.write(records)));
        refused = parts.refused;
        if (refused.isPresent()) {
          return refused.get();
        }
      }
      complete = true;
      return new PackOutcome.Packed(done, scope.left().report());
    } finally {
      if (!complete) {
        discard(done);
      }
    }
  }

  /**
   * What {@link #pack} would do. Writes nothing.
   *
   * @throws IOException when messages or media cannot be read
   */
  public PackPlan plan(PackRequest request, MessageSource source, KnownMessages known)
      throws IOException {
    PackScope scope = scope(request, source, known);
    List<PlannedPart> parts = new ArrayList<>();
    WindowWalk walk = new WindowWalk(scope);
    for (GroupId group : walk.groups()) {
      int first = firstPart(request, group);
      int before = parts.size();
      walk.walk(
          group,
          new PartCutter(
              (records, meter) -> {
                int part = first + parts.size() - before;
                ChunkPosition position = new ChunkPosition(request.window(), group, part, 0);
                parts.add(PartEstimate.of(position, records, meter));
                return true;
              }));
    }
    return new PackPlan(parts, scope.left().report());
  }

  private PackScope scope(PackRequest request, MessageSource source, KnownMessages known) {
    CommunityId community = signer.community();
    return new PackScope(
        community,
        request.window(),
        !request.existing().isEmpty(),
        request.rules(),
        source,
        known,
        new EnvelopeLoader(source, community),
        new LeftOut());
  }

  /** Deletes the files of chunks that nobody took over. */
  void discard(List<PackedChunk> chunks) throws IOException {
    for (PackedChunk chunk : chunks) {
      Files.deleteIfExists(chunk.file());
      reservations.freed(signer.community().account(), kind, chunk.size());
    }
  }

  private static Optional<ExistingPart> last(PackRequest request, GroupId group) {
    return request.existing().stream()
        .filter(part -> part.position().group().equals(group))
        .max(Comparator.comparing(ExistingPart::position));
  }

  private static int firstPart(PackRequest request, GroupId group) {
    return last(request, group).map(part -> part.position().part() + 1).orElse(0);
  }

  /** Writes the parts of one group, each pointing at the one before. */
  private final class GroupWriter {
    private final PackRequest request;
    private final GroupId group;
    private final ChunkWriter writer;
    private final List<PackedChunk> done;
    private int part;
    private Optional<ChunkId> previous;
    private Optional<PackOutcome.Refused> refused = Optional.empty();

    GroupWriter(PackRequest request, GroupId group, ChunkWriter writer, List<PackedChunk> done) {
      this.request = request;
      this.group = group;
      this.writer = writer;
      this.done = done;
      this.part = firstPart(request, group);
      this.previous = last(request, group).map(ExistingPart::id);
    }

    boolean write(List<PlacedRecord> records) throws IOException {
      ChunkPosition position = new ChunkPosition(request.window(), group, part, 0);
      Path file =
          request
              .directory()
              .resolve("pack-" + request.window().index() + "-" + group + "-" + part + ".tmp");
      Files.deleteIfExists(file);
      ChunkDraft draft = new ChunkDraft(signer.community(), position, previous, records);
      WriteOutcome outcome = writer.write(draft, file);
      if (outcome instanceof WriteOutcome.Refused no) {
        refused = Optional.of(new PackOutcome.Refused(no.reason(), no.missing()));
        return false;
      }
      WriteOutcome.Written written = (WriteOutcome.Written) outcome;
      done.add(
          new PackedChunk(
              written.id(),
              position,
              file,
              TorrentInfo.ofFile(written.id() + ".annals", file),
              written.length(),
              written.index().counts()));
      previous = Optional.of(written.id());
      part++;
      return true;
    }
  }
}
