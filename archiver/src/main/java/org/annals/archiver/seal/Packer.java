package org.annals.archiver.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.chunk.ChunkFormat;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.chunk.ChunkWriter;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.chunk.WriteOutcome;
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
  /** What packing a window holds: the records of a part, a section and what it becomes. */
  private static final long BUFFERS = ChunkFormat.MAX_PART_COST + 2L * ChunkFormat.MAX_RAW_SECTION;

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
   * Waits until a window may be packed within the limit of memory; close it when that is done.
   *
   * @throws InterruptedException when the thread is interrupted; nothing is held then
   */
  WorkGate.Buffers buffers() throws InterruptedException {
    return gate.hold(signer.community().account(), BUFFERS);
  }

  /**
   * Packs a window. Whether it may be sealed is {@link SealingSchedule}'s matter.
   *
   * @throws IOException when messages, media or files cannot be read or written
   */
  public PackOutcome pack(PackRequest request, MessageSource source, KnownMessages known)
      throws IOException {
    PackScope scope = scope(request, source, known);
    try (WorkGate.Work work = gate.begin(signer.community().account());
        PartFiles files =
            new PartFiles(
                signer,
                reservations,
                request.directory(),
                kind,
                new ChunkWriter(signer, reservations, kind, work))) {
      WindowWalk walk = new WindowWalk(scope);
      for (GroupId group : walk.groups()) {
        GroupWriter parts = new GroupWriter(request, group, files);
        walk.walk(group, new PartCutter((records, meter) -> parts.write(records)));
        if (files.refused().isPresent()) {
          WriteOutcome.Refused no = files.refused().get();
          return new PackOutcome.Refused(no.reason(), no.missing());
        }
      }
      files.keep();
      return new PackOutcome.Packed(files.written(), scope.left().report());
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
  private static final class GroupWriter {
    private final PackRequest request;
    private final GroupId group;
    private final PartFiles files;
    private int part;
    private Optional<ChunkId> previous;

    GroupWriter(PackRequest request, GroupId group, PartFiles files) {
      this.request = request;
      this.group = group;
      this.files = files;
      this.part = firstPart(request, group);
      this.previous = last(request, group).map(ExistingPart::id);
    }

    boolean write(List<PlacedRecord> records) throws IOException {
      ChunkPosition position = new ChunkPosition(request.window(), group, part, 0);
      Optional<PackedChunk> written = files.write(position, previous, records);
      previous = written.map(PackedChunk::id);
      part++;
      return written.isPresent();
    }
  }
}
