package org.annals.archiver.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.chunk.ChunkWriter;
import org.annals.archiver.chunk.OpenOutcome;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Secp256k1;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;

/**
 * Packs chunks again from their own bytes: without removed messages, in other groups, or several
 * into one (FORMAT sections 3 and 5).
 *
 * <ul>
 *   <li>A replacement has window, group and part of what it replaces and the next revision; a
 *       merged one those of the lowest part. What goes into another group becomes further parts
 *       there.
 *   <li>The same chunks and rules give the same bytes. Without a difference nothing is written.
 *   <li>Bytes are reserved before they are written; after a refusal or failure no file is left.
 *   <li>Memory: the records of one part, and those that go into other groups, without media.
 * </ul>
 *
 * <p>Confined to one thread.
 */
public final class Repacker {
  private final ChunkSigner signer;
  private final Secp256k1 curve;
  private final StorageReservations reservations;
  private final StorageKind kind;

  /**
   * A repacker for one community.
   *
   * @param kind under which the bytes of packed files are counted
   */
  public Repacker(
      ChunkSigner signer, Secp256k1 curve, StorageReservations reservations, StorageKind kind) {
    this.signer = signer;
    this.curve = curve;
    this.reservations = reservations;
    this.kind = kind;
  }

  /**
   * Packs again.
   *
   * @throws IOException when files cannot be read or written
   */
  public RepackOutcome repack(RepackRequest request) throws IOException {
    try (Run run = new Run(request)) {
      return run.run();
    }
  }

  /** One repacking. Old chunks stay open until all that came out of them is written. */
  private final class Run implements AutoCloseable {
    private final RepackRequest request;
    private final PartFiles files;
    private final LeftOut left = new LeftOut();
    private final List<ChunkReader> open = new ArrayList<>();
    private final Map<GroupId, List<PlacedRecord>> moving = new TreeMap<>();
    private final Map<GroupId, ChunkPosition> lastPositions = new TreeMap<>();
    private final Map<GroupId, ChunkId> lastIds = new TreeMap<>();
    private final List<RepackOutcome.Replacement> replacements = new ArrayList<>();
    private final List<PackedChunk> added = new ArrayList<>();
    private final List<ChunkId> emptied = new ArrayList<>();

    Run(RepackRequest request) {
      this.request = request;
      this.files =
          new PartFiles(
              signer,
              reservations,
              request.directory(),
              kind,
              new ChunkWriter(signer, reservations, kind));
      request.existing().stream()
          .sorted(Comparator.comparing(ExistingPart::position))
          .forEach(
              part -> {
                lastPositions.put(part.position().group(), part.position());
                lastIds.put(part.position().group(), part.id());
              });
    }

    RepackOutcome run() throws IOException {
      Authenticator authenticator = new Authenticator(signer.community(), curve);
      List<ArchivedRecords.Placed> merged = new ArrayList<>();
      for (OldChunk old : request.chunks()) {
        List<ArchivedRecords.Placed> records;
        try {
          records = read(old, authenticator);
        } catch (MalformedException e) {
          return new RepackOutcome.Damaged(old.id(), e.reason());
        }
        if (request.merge()) {
          merged.addAll(records);
        } else if (!replace(List.of(old), records)) {
          return refused();
        }
      }
      if (request.merge() && !replace(request.chunks(), Merged.of(merged, left))) {
        return refused();
      }
      for (Map.Entry<GroupId, List<PlacedRecord>> group : moving.entrySet()) {
        if (!add(group.getKey(), group.getValue())) {
          return refused();
        }
      }
      files.keep();
      return new RepackOutcome.Repacked(replacements, added, emptied, left.report());
    }

    private RepackOutcome refused() {
      return new RepackOutcome.Refused(files.refused().orElseThrow().reason());
    }

    private List<ArchivedRecords.Placed> read(OldChunk old, Authenticator authenticator)
        throws IOException, MalformedException {
      OpenOutcome outcome = ChunkReader.open(old.file(), signer.community(), old.id(), curve);
      if (!(outcome instanceof OpenOutcome.Opened opened)) {
        throw new MalformedException(String.valueOf(outcome));
      }
      open.add(opened.chunk());
      ArchivedRecords.Read read = ArchivedRecords.of(opened.chunk(), authenticator);
      read.rejected().forEach((cause, count) -> left.count(cause, count));
      return read.records();
    }

    /** Puts the next revision in the place of chunks; false when there is no room. */
    private boolean replace(List<OldChunk> old, List<ArchivedRecords.Placed> records)
        throws IOException {
      GroupId group = old.get(0).position().group();
      Revision revision = Revision.of(records, request.rules(), group, left);
      if (!revision.changed() && !request.merge()) {
        return true;
      }
      revision
          .moving()
          .forEach((to, some) -> moving.computeIfAbsent(to, g -> new ArrayList<>()).addAll(some));
      // One chunk only gets smaller, so what stays of it is one part.
      List<List<PlacedRecord>> parts =
          request.merge() || revision.staying().isEmpty()
              ? cut(revision.staying())
              : List.of(revision.staying());
      if (parts.isEmpty()) {
        old.forEach(each -> emptied.add(each.id()));
        return true;
      }
      if (request.merge() && parts.size() >= old.size()) {
        return true;
      }
      for (int i = 0; i < parts.size(); i++) {
        boolean last = i == parts.size() - 1;
        if (!replaceWith(old.subList(i, last ? old.size() : i + 1), parts.get(i))) {
          return false;
        }
      }
      return true;
    }

    private List<List<PlacedRecord>> cut(List<PlacedRecord> records) throws IOException {
      List<List<PlacedRecord>> parts = new ArrayList<>();
      PartCutter cutter = new PartCutter((part, meter) -> parts.add(part));
      for (PlacedRecord record : records) {
        cutter.add(record);
      }
      cutter.end();
      return parts;
    }

    private boolean replaceWith(List<OldChunk> replaced, List<PlacedRecord> records)
        throws IOException {
      OldChunk first = replaced.get(0);
      ChunkPosition before = first.position();
      ChunkPosition position =
          new ChunkPosition(before.window(), before.group(), before.part(), before.revision() + 1);
      Optional<PackedChunk> written = files.write(position, previous(first), records);
      List<ChunkId> supersedes = replaced.stream().map(OldChunk::id).toList();
      written.ifPresent(
          chunk -> replacements.add(new RepackOutcome.Replacement(chunk, supersedes)));
      return written.isPresent();
    }

    /** The id of its day (FORMAT section 5); it need not be listed any more. */
    private Optional<ChunkId> previous(OldChunk old) {
      return open.stream()
          .filter(reader -> reader.id().equals(old.id()))
          .findFirst()
          .flatMap(reader -> reader.header().previous());
    }

    /** Adds parts to a group; false when there is no room. */
    private boolean add(GroupId group, List<PlacedRecord> records) throws IOException {
      records.sort(PlacedRecord.WALK);
      for (List<PlacedRecord> part : cut(records)) {
        ChunkPosition last = lastPositions.get(group);
        int number = last == null ? 0 : last.part() + 1;
        ChunkPosition position = new ChunkPosition(request.window(), group, number, 0);
        Optional<PackedChunk> written =
            files.write(position, Optional.ofNullable(lastIds.get(group)), part);
        if (written.isEmpty()) {
          return false;
        }
        lastPositions.put(group, position);
        lastIds.put(group, written.get().id());
        added.add(written.get());
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      try (files) {
        for (ChunkReader each : open) {
          each.close();
        }
      }
    }
  }
}
