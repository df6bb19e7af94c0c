package org.annals.importer.database;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.annals.archiver.seal.SampleCommunity.channel;
import static org.annals.importer.database.DatabaseBench.all;
import static org.annals.importer.database.DatabaseBench.archived;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.MemoryKnown;
import org.annals.archiver.seal.MemorySource;
import org.annals.archiver.seal.SampleItem;
import org.annals.importer.chunk.ImportOutcome;
import org.annals.importer.digest.DigestReport;
import org.annals.importer.digest.MessageDigests;
import org.annals.importer.journal.CappedStorage;
import org.annals.keys.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageDatabaseTest {
  private static final long WEEK = 604_800_000L;
  private static final TimeWindow LATER = WINDOW.next().next();

  @TempDir Path folder;
  private DatabaseBench bench;
  private final List<MessageDatabase> open = new ArrayList<>();

  @BeforeEach
  void start() {
    bench = new DatabaseBench(folder);
  }

  @AfterEach
  void stop() throws IOException {
    for (MessageDatabase database : open) {
      database.close();
    }
    bench.close();
  }

  private MessageDatabase of(Iterable<ChunkId> chunks) throws IOException {
    MessageDatabase database = bench.databaseOf(chunks);
    open.add(database);
    return database;
  }

  private SampleItem text(String author, long millis, String text) {
    return bench.community.text(author, channel(1), at(millis), text);
  }

  private static List<String> texts(MessagePage page) {
    return page.messages().stream().map(ShownMessage::text).toList();
  }

  private static List<String> texts(MessageDatabase database) {
    return texts(database.oldestFirst(Optional.empty(), 1000));
  }

  @Test
  void importChunk_packedMessages_areShownInOrder() throws IOException {
    List<ChunkId> chunks =
        bench.pack(text("ann", 2, "second"), text("bob", 1, "first"), text("ann", 3, "third"));
    MessageDatabase database = of(chunks);
    assertThat(texts(database)).containsExactly("first", "second", "third");
    assertThat(texts(database.newestFirst(Optional.empty(), Optional.empty(), 2)))
        .containsExactly("third", "second");
    assertThat(database.importState(chunks.get(0))).isEqualTo(new ImportState.Yes());
    assertThat(database.counts().messages()).isEqualTo(3);
    assertThat(database.newestFirst(Optional.empty(), Optional.empty(), 1).messages().get(0))
        .satisfies(
            m -> {
              assertThat(m.chunk()).contains(chunks.get(0));
              assertThat(m.displayName()).isEqualTo("ann");
              assertThat(m.carried()).isFalse();
            });
  }

  @Test
  void importChunk_again_changesNothing() throws IOException {
    List<ChunkId> chunks = bench.pack(text("ann", 1, "a"), text("bob", 2, "b"));
    MessageDatabase database = of(chunks);
    Digest before = archived(database);
    ImportOutcome.Imported again =
        (ImportOutcome.Imported) bench.importOne(database, chunks.get(0));
    assertThat(again.sections()).isZero();
    assertThat(archived(database)).isEqualTo(before);
  }

  @Test
  void reopen_showsTheSame() throws IOException {
    List<ChunkId> chunks = bench.pack(text("ann", 1, "a"), text("bob", 2, "b"));
    Path path = folder.resolve("x.mv.db");
    CappedStorage storage = new CappedStorage(Long.MAX_VALUE);
    Digest before;
    try (MessageDatabase database = bench.open(path, storage)) {
      bench.importInto(database, chunks);
      before = archived(database);
      assertThat(storage.usage().usedTotal()).isEqualTo(Files.size(path));
    }
    try (MessageDatabase database = bench.open(path, storage)) {
      assertThat(archived(database)).isEqualTo(before);
      assertThat(storage.usage().usedTotal()).isEqualTo(Files.size(path));
    }
  }

  @Test
  void open_otherCommunitysFile_isDamaged() throws IOException {
    Path path = folder.resolve("x.mv.db");
    bench.open(path, new CappedStorage(Long.MAX_VALUE)).close();
    var other = new org.annals.archiver.seal.SampleCommunity("other");
    assertThat(
            MessageDatabase.open(
                path, other.id, other.curve, new CappedStorage(Long.MAX_VALUE), k -> false))
        .isInstanceOf(OpenOutcome.Damaged.class);
  }

  @Test
  void open_garbage_isDamaged() throws IOException {
    Path path = folder.resolve("x.mv.db");
    Files.write(path, new byte[20_000]);
    assertThat(
            MessageDatabase.open(
                path,
                bench.community.id,
                bench.community.curve,
                new CappedStorage(Long.MAX_VALUE),
                k -> false))
        .isInstanceOf(OpenOutcome.Damaged.class);
  }

  @Test
  void edit_foldedOrLate_replacesTheTextWhateverComesFirst() throws IOException {
    SampleItem first = text("ann", 1, "frist");
    SampleItem folded = bench.community.edit("ann", first, at(50), "first");
    SampleItem late =
        bench.community.edit("ann", first, LATER.startSeconds() * 1000 + 5, "first, again");
    SampleItem foreign =
        bench.community.edit("eve", first, LATER.startSeconds() * 1000 + 9, "owned");
    List<ChunkId> old = bench.pack(first, folded);
    List<ChunkId> later =
        bench.pack(LATER, MemorySource.of(late, foreign), new MemoryKnown().with(first));
    MessageDatabase before = of(old);
    assertThat(texts(before)).containsExactly("first");
    bench.importInto(before, later);
    MessageDatabase after = of(later);
    assertThat(texts(after)).isEmpty();
    bench.importInto(after, old);
    assertThat(texts(before)).containsExactly("first, again");
    assertThat(archived(after)).isEqualTo(archived(before));
    assertThat(after.show(first.id()).orElseThrow())
        .satisfies(
            m -> {
              assertThat(m.edited()).isEqualTo(late.clock());
              assertThat(m.carried()).isTrue();
              assertThat(m.clock()).isEqualTo(first.clock());
            });
  }

  @Test
  void reactionsAndPins_lastOneCounts() throws IOException {
    SampleItem first = text("ann", 1, "first");
    MessageDatabase database =
        of(
            bench.pack(
                first,
                bench.community.reaction("bob", first, at(2), 1, false),
                bench.community.reaction("cat", first, at(3), 1, false),
                bench.community.reaction("cat", first, at(4), 1, true),
                bench.community.pin("bob", first, at(5), true)));
    assertThat(database.show(first.id()).orElseThrow())
        .satisfies(
            m -> {
              assertThat(m.reactions())
                  .containsExactly(
                      new ShownReaction(
                          ShownReaction.emoji(1), 1, List.of(bench.community.member("bob"))));
              assertThat(m.pinned()).isTrue();
            });
  }

  @Test
  void tombstone_beatsEverySourceInEveryOrder() throws IOException {
    SampleItem gone = text("ann", 1, "secret");
    SampleItem stays = text("ann", 2, "public");
    SampleItem heart = bench.community.reaction("bob", gone, at(3), 1, false);
    List<ChunkId> original = bench.pack(gone, stays, heart);
    SampleItem deletion = bench.community.deletion("ann", gone, LATER.startSeconds() * 1000 + 1);
    List<ChunkId> addendum =
        bench.pack(LATER, MemorySource.of(deletion), new MemoryKnown().with(gone, stays));
    MessageDatabase forwards = of(original);
    bench.addLive(forwards, gone, heart);
    bench.importInto(forwards, addendum);
    MessageDatabase backwards = of(addendum);
    assertThat(bench.addLive(backwards, gone, heart).deleted()).isEqualTo(2);
    bench.importInto(backwards, original);
    for (MessageDatabase database : List.of(forwards, backwards)) {
      assertThat(texts(database)).containsExactly("public");
      assertThat(database.show(gone.id())).isEmpty();
      assertThat(database.isDeleted(gone.id())).isTrue();
      assertThat(database.counts().messages()).isEqualTo(1);
      assertThat(database.counts().facts()).isZero();
      assertThat(database.tombstoned(Set.of(gone.id(), stays.id()))).containsExactly(gone.id());
      assertThat(database.find(Set.of(gone.id(), stays.id()))).containsOnlyKeys(stays.id());
    }
    assertThat(archived(forwards)).isEqualTo(archived(backwards));
    assertThat(all(forwards)).isEqualTo(all(backwards));
    DigestReport report = MessageDigests.of(forwards, View.ARCHIVED);
    assertThat(report.tombstones()).isEqualTo(1);
    assertThat(report.messages()).isEqualTo(1);
  }

  @Test
  void tombstone_survivesTheRemovalOfItsChunk() throws IOException {
    SampleItem gone = text("ann", 1, "secret");
    List<ChunkId> original = bench.pack(gone);
    SampleItem deletion = bench.community.deletion("ann", gone, LATER.startSeconds() * 1000 + 1);
    List<ChunkId> addendum =
        bench.pack(LATER, MemorySource.of(deletion), new MemoryKnown().with(gone));
    MessageDatabase database = of(addendum);
    for (Removal removal : Removal.values()) {
      database.remove(addendum.get(0), removal);
      bench.importInto(database, original);
      assertThat(texts(database)).isEmpty();
    }
  }

  @Test
  void live_messages_areShownAndDoNotTouchTheArchivedDigest() throws IOException {
    SampleItem packed = text("ann", 1, "packed");
    SampleItem missed = text("bob", 2, "missed by the owner");
    List<ChunkId> chunks = bench.pack(packed);
    MessageDatabase database = of(chunks);
    Digest archived = archived(database);
    Digest everything = all(database);
    bench.addLive(database, packed);
    assertThat(all(database)).isEqualTo(everything);
    bench.addLive(
        database,
        missed,
        bench.community.edit("ann", packed, at(9), "edited live"),
        bench.community.edit("eve", missed, at(9), "not hers"));
    assertThat(texts(database)).containsExactly("edited live", "missed by the owner");
    assertThat(database.show(packed.id()).orElseThrow().chunk()).isPresent();
    assertThat(database.show(missed.id()).orElseThrow().chunk()).isEmpty();
    assertThat(archived(database)).isEqualTo(archived);
    assertThat(all(database)).isNotEqualTo(everything);
  }

  @Test
  void live_deletionByItsAuthor_hidesAtOnceByAnotherDoesNot() throws IOException {
    SampleItem a = text("ann", 1, "a");
    SampleItem b = text("bob", 2, "b");
    MessageDatabase database = of(bench.pack(a, b));
    Digest archived = archived(database);
    bench.addLive(
        database,
        bench.community.deletion("ann", a, at(9)),
        bench.community.deletion("ann", b, at(9)));
    assertThat(texts(database)).containsExactly("b");
    assertThat(archived(database)).isEqualTo(archived);
  }

  private SampleItem ofAlbum(long millis, int picture, String album) {
    return bench.community.image(
        "ann", channel(1), at(millis), new byte[] {(byte) picture, 2, 3, 4}, album);
  }

  @Test
  void live_deletionOfOneImage_hidesItsAlbumAtOnce_andNothingElse() throws IOException {
    SampleItem one = ofAlbum(1, 1, "holiday");
    SampleItem two = ofAlbum(2, 2, "holiday");
    SampleItem other = ofAlbum(3, 3, "garden");
    SampleItem muchLater = ofAlbum(600_002, 4, "holiday");
    MessageDatabase database = of(bench.pack(text("ann", 4, "kept")));
    bench.addLive(
        database, one, two, other, muchLater, bench.community.deletion("bob", one, at(8)));
    assertThat(texts(database)).hasSize(5);
    bench.addLive(database, bench.community.deletion("ann", one, at(9)));
    assertThat(database.show(one.id())).isEmpty();
    assertThat(database.show(two.id())).isEmpty();
    assertThat(database.show(other.id())).isPresent();
    assertThat(database.show(muchLater.id())).isPresent();
    assertThat(texts(database)).hasSize(3);
  }

  @Test
  void live_deletionOfOneArchivedImage_hidesOnlyThat_asTheArchiveWill() throws IOException {
    SampleItem one = ofAlbum(1, 1, "holiday");
    SampleItem two = ofAlbum(2, 2, "holiday");
    MessageDatabase database = of(bench.pack(one, two));
    bench.addLive(database, bench.community.deletion("ann", one, at(9)));
    assertThat(database.show(one.id())).isEmpty();
    assertThat(database.show(two.id())).isPresent();
  }

  @Test
  void live_memberDeletionByTheOwner_hidesThatMember() throws IOException {
    MessageDatabase database = of(bench.pack(text("ann", 1, "a"), text("bob", 2, "b")));
    bench.addLive(database, bench.community.memberDeletion("eve", "bob", at(9)));
    assertThat(texts(database)).containsExactly("a", "b");
    bench.addLive(database, bench.community.memberDeletion("owner", "ann", at(9)));
    assertThat(texts(database)).containsExactly("b");
  }

  @Test
  void settleLive_removesWhatTheArchiveHasAndKeepsTheRest() throws IOException {
    SampleItem packed = text("ann", 1, "packed");
    SampleItem missed = text("bob", 2, "missed");
    SampleItem edit = bench.community.edit("ann", packed, at(9), "edited");
    SampleItem heart = bench.community.reaction("bob", packed, at(10), 1, false);
    MessageDatabase database = of(bench.pack(packed, edit, heart));
    bench.addLive(database, packed, missed, edit, heart);
    Digest everything = all(database);
    database.settleLive(WINDOW);
    assertThat(all(database)).isEqualTo(everything);
    assertThat(database.counts().messages()).isEqualTo(2);
    assertThat(database.counts().facts()).isEqualTo(1);
    assertThat(texts(database)).containsExactly("edited", "missed");
  }

  @Test
  void import_newerVersionWins_inEveryOrder() throws IOException {
    SampleItem old = bench.community.imported("7", at(5), "old", 10, List.of());
    SampleItem newer = bench.community.imported("7", at(5), "new", 20, List.of());
    List<ChunkId> first = bench.pack(old);
    List<ChunkId> second = bench.pack(WINDOW, MemorySource.of(newer), new MemoryKnown().with(old));
    assertThat(second).hasSize(1);
    MessageDatabase a = of(List.of(first.get(0), second.get(0)));
    MessageDatabase b = of(List.of(second.get(0), first.get(0)));
    assertThat(texts(a)).containsExactly("new");
    assertThat(archived(a)).isEqualTo(archived(b));
    assertThat(a.show(newer.id()).orElseThrow().imported()).isPresent();
    MessageDatabase c = of(first);
    bench.addLive(c, newer);
    assertThat(texts(c)).containsExactly("new");
    assertThat(c.find(List.of(newer.id())).values())
        .extracting(KnownMessage::edited)
        .containsExactly(10L);
  }

  @Test
  void import_movedInTime_isShownOnce() throws IOException {
    SampleItem old = bench.community.imported("7", at(5), "old", 10, List.of());
    SampleItem newer = bench.community.imported("7", at(9), "new", 20, List.of());
    List<ChunkId> first = bench.pack(old);
    List<ChunkId> second = bench.pack(WINDOW, MemorySource.of(newer), new MemoryKnown());
    MessageDatabase a = of(List.of(first.get(0), second.get(0)));
    MessageDatabase b = of(List.of(second.get(0), first.get(0)));
    assertThat(texts(a)).containsExactly("new");
    assertThat(texts(a.newestFirst(Optional.of(newer.place()), Optional.empty(), 9)))
        .containsExactly("new");
    assertThat(archived(a)).isEqualTo(archived(b));
  }

  @Test
  void remove_keep_leavesMessagesOutsideTheArchive() throws IOException {
    List<ChunkId> chunks = bench.pack(text("ann", 1, "a"));
    MessageDatabase database = of(chunks);
    Digest empty = archived(bench.database());
    database.remove(chunks.get(0), Removal.KEEP);
    assertThat(texts(database)).containsExactly("a");
    assertThat(archived(database)).isEqualTo(empty);
    assertThat(database.find(Set.of())).isEmpty();
    bench.importInto(database, chunks);
    assertThat(archived(database)).isNotEqualTo(empty);
  }

  @Test
  void remove_eraseOrEvict_forgetsTextAndCanBeImportedAgain() throws IOException {
    SampleItem a = text("ann", 1, "a");
    List<ChunkId> chunks = bench.pack(a, bench.community.reaction("bob", a, at(2), 1, false));
    MessageDatabase database = of(chunks);
    Digest before = archived(database);
    for (Removal removal : List.of(Removal.ERASE, Removal.EVICT)) {
      database.remove(chunks.get(0), removal);
      assertThat(texts(database)).isEmpty();
      assertThat(database.counts().facts()).isZero();
      assertThat(database.importState(chunks.get(0))).isEqualTo(new ImportState.No());
      bench.importInto(database, chunks);
      assertThat(archived(database)).isEqualTo(before);
    }
  }

  @Test
  void pages_cursor_goesThroughEverythingOnce() throws IOException {
    List<SampleItem> items = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      long clock = at(1 + i / 3);
      items.add(bench.community.text("ann", channel(1 + i % 2), clock, "m" + i));
    }
    MessageDatabase database = of(bench.pack(items.toArray(new SampleItem[0])));
    List<String> newest = walk(database, Optional.empty(), true);
    List<String> oldest = walk(database, Optional.empty(), false);
    assertThat(newest).hasSize(25).doesNotHaveDuplicates();
    Collections.reverse(newest);
    assertThat(oldest).isEqualTo(newest);
    List<String> one = walk(database, Optional.of(1), true);
    List<String> two = walk(database, Optional.of(2), true);
    assertThat(one).hasSize(13).doesNotHaveDuplicates();
    assertThat(two).hasSize(12).doesNotHaveDuplicates();
    assertThat(database.channels()).extracting(ChannelSummary::messages).containsExactly(13L, 12L);
  }

  private static List<String> walk(
      MessageDatabase database, Optional<Integer> channel, boolean newest) {
    List<String> all = new ArrayList<>();
    Optional<PageCursor> at = Optional.empty();
    do {
      MessagePage page =
          newest
              ? database.newestFirst(
                  channel.map(org.annals.archiver.seal.SampleCommunity::channel), at, 4)
              : database.oldestFirst(at, 4);
      all.addAll(texts(page));
      at = page.next().flatMap(c -> PageCursor.parse(c.toString()));
    } while (at.isPresent());
    return all;
  }

  @Test
  void media_ofAnImage_areFoundInTheChunkByOffset() throws IOException {
    byte[] png = new byte[4000];
    png[77] = 5;
    SampleItem image = bench.community.image("ann", channel(1), at(1), png, "");
    List<ChunkId> chunks = bench.pack(image);
    MessageDatabase live = bench.database();
    open.add(live);
    bench.addLive(live, image);
    Digest digest = Digest.sha256(png);
    assertThat(live.media(digest)).contains(new MediaLocation.InJournal(4000, "image/png"));
    bench.importInto(live, chunks);
    MediaLocation.InChunk place = (MediaLocation.InChunk) live.media(digest).orElseThrow();
    try (RandomAccessFile file = new RandomAccessFile(bench.file(place.chunk()).toFile(), "r")) {
      byte[] bytes = new byte[(int) place.length()];
      file.seek(place.offset());
      file.readFully(bytes);
      assertThat(bytes).isEqualTo(png);
    }
    assertThat(live.show(image.id()).orElseThrow().attachments())
        .singleElement()
        .satisfies(a -> assertThat(a.place()).isEqualTo(new Attachment.Stored(digest)));
  }

  @Test
  void ofAuthor_handsOutArchivedMessagesOnce() throws IOException {
    SampleItem a = text("ann", 1, "a");
    SampleItem b = text("bob", 2, "b");
    MessageDatabase database = of(bench.pack(a, b, bench.community.edit("ann", a, at(7), "A")));
    bench.addLive(database, a, text("ann", 9, "live only"));
    List<MessageId> ids = new ArrayList<>();
    database.ofAuthor(bench.community.member("ann"), m -> ids.add(m.id()));
    assertThat(ids).containsExactly(a.id());
    assertThat(database.find(List.of(a.id())).values())
        .containsExactly(new KnownMessage(a.id(), a.place(), a.author(), a.clock(), false, 0));
  }

  @Test
  void importChunk_withoutRoom_isRefusedAndGoesOnLater() throws IOException {
    List<SampleItem> items = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      items.add(bench.community.text("ann", channel(i % 5), at(1 + i), "m".repeat(300) + i));
    }
    List<ChunkId> chunks = bench.pack(items.toArray(new SampleItem[0]));
    Path path = folder.resolve("small.mv.db");
    CappedStorage storage = new CappedStorage(100_000);
    MessageDatabase database = bench.open(path, storage);
    open.add(database);
    assertThat(bench.importOne(database, chunks.get(0))).isInstanceOf(ImportOutcome.NoRoom.class);
    assertThat(storage.highest()).isLessThanOrEqualTo(100_000);
    assertThat(storage.usage().reserved()).isZero();
    assertThat(texts(database)).isEmpty();
    storage.cap(Long.MAX_VALUE);
    bench.importInto(database, chunks);
    assertThat(texts(database)).hasSize(300);
  }

  @Test
  void range_ofWindows_limitsTheDigest() throws IOException {
    List<ChunkId> old = bench.pack(text("ann", 1, "a"));
    SampleItem later =
        bench.community.text("ann", channel(1), LATER.startSeconds() * 1000, "later");
    List<ChunkId> young = bench.pack(LATER, MemorySource.of(later), new MemoryKnown());
    MessageDatabase both = of(List.of(old.get(0), young.get(0)));
    assertThat(MessageDigests.of(both, View.ARCHIVED, WINDOW, WINDOW.next()).digest())
        .isEqualTo(archived(of(old)));
    assertThat(LATER.startSeconds() * 1000 - at(0)).isEqualTo(2 * WEEK);
  }

  @Test
  void interruptedThread_doesNotCloseTheDatabaseForOthers() throws IOException {
    List<ChunkId> chunks = bench.pack(text("ann", 1, "a"));
    MessageDatabase database = of(chunks);
    Thread.currentThread().interrupt();
    assertThat(texts(database)).containsExactly("a");
    bench.addLive(database, text("bob", 2, "b"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(texts(database)).containsExactly("a", "b");
    bench.addLive(database, text("bob", 3, "c"));
    assertThat(texts(database)).containsExactly("a", "b", "c");
  }

  @Test
  void open_heldFile_isNotCalledDamaged() throws IOException {
    Path path = folder.resolve("x.mv.db");
    open.add(bench.open(path, new CappedStorage(Long.MAX_VALUE)));
    assertThatThrownBy(() -> bench.open(path, new CappedStorage(Long.MAX_VALUE)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void open_withoutRoom_isNotCalledDamaged() {
    assertThatThrownBy(() -> bench.open(folder.resolve("x.mv.db"), new CappedStorage(100)))
        .isInstanceOf(IOException.class);
  }
}
