package org.annals.importer.chunk;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.annals.archiver.seal.SampleCommunity.channel;
import static org.annals.importer.database.DatabaseBench.all;
import static org.annals.importer.database.DatabaseBench.archived;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.chunk.ChunkDraft;
import org.annals.archiver.chunk.ChunkWriter;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.chunk.WriteOutcome;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.seal.SampleItem;
import org.annals.importer.database.DatabaseBench;
import org.annals.importer.database.ImportState;
import org.annals.importer.database.IngestCounts;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.ShownMessage;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkImporterTest {
  @TempDir Path folder;
  private DatabaseBench bench;

  @BeforeEach
  void start() {
    bench = new DatabaseBench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private SampleItem text(String author, long millis, String text) {
    return bench.community.text(author, channel(1), at(millis), text);
  }

  private static StatedEnvelope stated(PublicKey author, SampleItem item) {
    Envelope envelope = ((Envelope.Parsed) Envelope.parse(item.envelope())).envelope();
    return new StatedEnvelope(
        author,
        envelope.signature(),
        envelope.type(),
        List.of(new PayloadPart.Inline(envelope.payload())));
  }

  private static PlacedRecord signed(PublicKey author, SampleItem item) {
    return PlacedRecord.of(
        item.channel(),
        item.clock(),
        item.id(),
        new ArchiveRecord.Signed(stated(author, item)),
        List.of());
  }

  /** A chunk with exactly these records, whatever a sound packer would think of them. */
  private Map.Entry<ChunkId, Path> write(List<PlacedRecord> records) throws IOException {
    List<PlacedRecord> walk = new ArrayList<>(records);
    walk.sort(PlacedRecord.WALK);
    Path file = folder.resolve("forged");
    try (ChunkWriter writer =
        new ChunkWriter(bench.community.signer(), new UnlimitedStorage(), StorageKind.CHUNK)) {
      WriteOutcome.Written written =
          (WriteOutcome.Written)
              writer.write(
                  new ChunkDraft(
                      bench.community.id,
                      new ChunkPosition(WINDOW, GroupId.PUBLIC, 0, 0),
                      Optional.empty(),
                      walk),
                  file);
      return Map.entry(written.id(), file);
    }
  }

  private static List<String> texts(MessageDatabase database) {
    return database.oldestFirst(Optional.empty(), 100).messages().stream()
        .map(ShownMessage::text)
        .toList();
  }

  private ImportOutcome importInto(MessageDatabase database, Map.Entry<ChunkId, Path> chunk)
      throws IOException, InterruptedException {
    return bench.importer(database).importChunk(chunk.getValue(), chunk.getKey());
  }

  @Test
  void importChunk_foreignSignature_rejectsThatRecordOnly() throws Exception {
    SampleItem good = text("ann", 1, "good");
    SampleItem forged = text("eve", 2, "forged");
    SampleItem outside = text("ann", 604_800_000L + 5, "outside of the window");
    Map.Entry<ChunkId, Path> chunk =
        write(
            List.of(
                signed(good.author(), good),
                signed(bench.community.member("ann"), forged),
                signed(outside.author(), outside)));
    try (MessageDatabase database = bench.database()) {
      assertThat(importInto(database, chunk))
          .isInstanceOfSatisfying(
              ImportOutcome.Imported.class,
              done -> {
                assertThat(done.counts().messages()).isEqualTo(1);
                assertThat(done.rejected().values()).containsExactlyInAnyOrder(1, 1);
              });
      assertThat(texts(database)).containsExactly("good");
    }
  }

  @Test
  void importChunk_editedByAnotherAuthorThanTheVerifiedOriginal_isRefusedAndCounted()
      throws Exception {
    SampleItem original = text("ann", 1, "original");
    SampleItem edit = bench.community.edit("eve", original, at(9), "put into her mouth");
    Carried carried =
        new Carried(original.clock(), 1, Optional.empty(), "ann", 1, "", 0, List.of());
    PlacedRecord forged =
        PlacedRecord.of(
            original.channel(),
            original.clock(),
            original.id(),
            new ArchiveRecord.Edited(original.id(), stated(edit.author(), edit), carried),
            List.of());
    Map.Entry<ChunkId, Path> chunk = write(List.of(forged));
    try (MessageDatabase first = bench.database();
        MessageDatabase second = bench.database()) {
      bench.addLive(first, original);
      ImportOutcome.Imported done = (ImportOutcome.Imported) importInto(first, chunk);
      assertThat(done.counts().contradictions()).isEqualTo(1);
      importInto(second, chunk);
      assertThat(bench.addLive(second, original).contradictions()).isEqualTo(1);
      assertThat(texts(first)).containsExactly("original");
      assertThat(texts(second)).containsExactly("original");
      assertThat(all(first)).isEqualTo(all(second));
      assertThat(archived(first)).isEqualTo(archived(second));
      first.settleLive(WINDOW);
      assertThat(texts(first)).containsExactly("original");
    }
  }

  @Test
  void importChunk_damagedFile_isReportedAndLeavesNoHalfSection() throws Exception {
    List<ChunkId> chunks = bench.pack(text("ann", 1, "a"), text("bob", 2, "b"));
    Path file = bench.file(chunks.get(0));
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() - 9);
      int old = bytes.read();
      bytes.seek(bytes.length() - 9);
      bytes.write(old ^ 1);
    }
    try (MessageDatabase database = bench.database()) {
      assertThat(bench.importOne(database, chunks.get(0)))
          .isInstanceOf(ImportOutcome.Damaged.class);
      assertThat(texts(database)).isEmpty();
      assertThat(database.importState(chunks.get(0))).isEqualTo(new ImportState.No());
    }
  }

  @Test
  void rebuild_fromChunksAndJournal_givesTheSameDatabase() throws Exception {
    SampleItem packed = text("ann", 1, "packed");
    SampleItem missed = text("bob", 2, "missed");
    List<ChunkId> chunks = bench.pack(packed);
    try (LiveJournal journal =
            LiveJournal.open(
                folder.resolve("live"), bench.community.id.account(), new UnlimitedStorage());
        MessageDatabase before = bench.database();
        MessageDatabase after = bench.database()) {
      bench.importInto(before, chunks);
      journal.append(List.of(bench.live(packed), bench.live(missed)));
      bench.addLive(before, packed, missed);
      assertThat(journal.drop(WINDOW, before::isSettled)).isEqualTo(1);
      before.settleLive(WINDOW);
      Digest everything = all(before);
      List<ChunkId> seen = new ArrayList<>();
      DatabaseRebuild.Rebuilt done =
          (DatabaseRebuild.Rebuilt)
              new DatabaseRebuild(after, bench.importer(after))
                  .run(bench.files(), journal, (id, outcome) -> seen.add(id));
      assertThat(seen).isEqualTo(chunks);
      assertThat(done.live()).isEqualTo(new IngestCounts(1, 0, 0, 0, 0, 0, 0));
      assertThat(all(after)).isEqualTo(everything);
      assertThat(archived(after)).isEqualTo(archived(before));
    }
  }
}
