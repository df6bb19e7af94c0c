package org.annals.importer.journal;

import static org.annals.importer.journal.Entries.WEEK;
import static org.annals.importer.journal.Entries.about;
import static org.annals.importer.journal.Entries.id;
import static org.annals.importer.journal.Entries.imported;
import static org.annals.importer.journal.Entries.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.seal.SourceEntry;
import org.annals.keys.Digest;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveJournalTest {
  private static final Account ACCOUNT = new Account("c");

  @TempDir Path folder;
  private UnlimitedStorage storage = new UnlimitedStorage();
  private LiveJournal journal;

  @BeforeEach
  void open() throws IOException {
    journal = LiveJournal.open(folder, ACCOUNT, storage);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private void reopen() throws IOException {
    journal.close();
    storage = new UnlimitedStorage();
    journal = LiveJournal.open(folder, ACCOUNT, storage);
  }

  private List<SourceEntry> entries(long from, long to) throws IOException {
    List<SourceEntry> list = new ArrayList<>();
    journal.entries(from, to, list::add);
    return list;
  }

  private List<MessageId> ids(long from, long to) throws IOException {
    return entries(from, to).stream().map(SourceEntry::id).toList();
  }

  private String payload(String name) throws IOException {
    SourceEntry entry = journal.entry(id(name)).orElseThrow();
    byte[] envelope = journal.envelope(entry.locator());
    return new String(envelope, 69, envelope.length - 71, StandardCharsets.UTF_8);
  }

  private Path segment(long window) {
    return folder.resolve(window + ".journal");
  }

  private long counted() {
    return storage.usage(ACCOUNT).used().getOrDefault(StorageKind.JOURNAL, 0L);
  }

  @Test
  void append_thenReopen_handsOutTheSameEntries() throws IOException {
    assertThat(journal.append(List.of(message("a", 5), message("b", WEEK + 1))))
        .isEqualTo(new AppendOutcome.Appended(2, 0, 0));
    reopen();
    assertThat(ids(0, 2 * WEEK)).containsExactly(id("a"), id("b"));
    assertThat(payload("b")).isEqualTo("payload of b");
    assertThat(journal.openReport()).isEqualTo(new OpenReport(2, 0, 0));
    assertThat(counted()).isEqualTo(Files.size(segment(0)) + Files.size(segment(1)));
  }

  @Test
  void append_knownId_isCountedAndNotWritten() throws IOException {
    journal.append(List.of(message("a", 5)));
    long size = journal.bytes();
    assertThat(journal.append(List.of(message("a", 5), message("a", 5))))
        .isEqualTo(new AppendOutcome.Appended(0, 0, 2));
    assertThat(journal.bytes()).isEqualTo(size);
  }

  @Test
  void append_newerImport_takesThePlaceAlsoAfterReopen() throws IOException {
    journal.append(List.of(imported("a", 5, 10, "old")));
    assertThat(journal.append(List.of(imported("a", 5, 20, "new"), imported("a", 5, 15, "late"))))
        .isEqualTo(new AppendOutcome.Appended(0, 1, 1));
    assertThat(journal.append(List.of(imported("a", 5, 20, "mew"))))
        .isEqualTo(new AppendOutcome.Appended(0, 0, 1));
    assertThat(journal.append(List.of(imported("a", 5, 20, "old"))))
        .isEqualTo(new AppendOutcome.Appended(0, 1, 0));
    assertThat(payload("a")).isEqualTo("old");
    reopen();
    assertThat(ids(0, WEEK)).containsExactly(id("a"));
    assertThat(payload("a")).isEqualTo("old");
    assertThat(journal.messages()).isEqualTo(1);
  }

  @Test
  void append_importMovedToAnotherWindow_isHeldOnce() throws IOException {
    journal.append(List.of(imported("a", 5, 10, "old")));
    journal.append(List.of(imported("a", WEEK + 5, 20, "new")));
    reopen();
    assertThat(ids(0, 2 * WEEK)).containsExactly(id("a"));
    assertThat(journal.windows()).containsExactly(new TimeWindow(1));
  }

  @Test
  void entries_rangeInsideAWindow_isExact() throws IOException {
    journal.append(List.of(message("a", 5), message("b", 6), message("c", 7)));
    assertThat(ids(6, 7)).containsExactly(id("b"));
    assertThat(ids(7, 7)).isEmpty();
  }

  @Test
  void open_tornTail_isCutAndTheRestKept() throws IOException {
    journal.append(List.of(message("a", 5)));
    long good = Files.size(segment(0));
    journal.append(List.of(message("b", 6)));
    journal.close();
    try (FileChannel file = FileChannel.open(segment(0), StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 3);
    }
    reopen();
    assertThat(ids(0, WEEK)).containsExactly(id("a"));
    assertThat(Files.size(segment(0))).isEqualTo(good);
    journal.append(List.of(message("b", 6)));
    reopen();
    assertThat(ids(0, WEEK)).containsExactly(id("a"), id("b"));
  }

  @Test
  void open_damageInTheMiddle_losesThatEntryOnlyAndReportsIt() throws IOException {
    journal.append(List.of(message("a", 5)));
    long second = Files.size(segment(0));
    journal.append(List.of(message("b", 6)));
    long third = Files.size(segment(0));
    journal.append(List.of(message("c", 7)));
    journal.close();
    try (FileChannel file = FileChannel.open(segment(0), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1}), second + 4);
    }
    reopen();
    assertThat(ids(0, WEEK)).containsExactly(id("a"), id("c"));
    assertThat(journal.openReport()).isEqualTo(new OpenReport(2, 0, third - second));
  }

  @Test
  void drop_settledWindow_deletesTheFileAndFreesItsBytes() throws IOException {
    journal.append(List.of(message("a", 5), message("b", WEEK)));
    assertThat(journal.drop(new TimeWindow(0), entry -> true)).isZero();
    assertThat(segment(0)).doesNotExist();
    assertThat(journal.windows()).containsExactly(new TimeWindow(1));
    assertThat(counted()).isEqualTo(Files.size(segment(1)));
    assertThat(journal.find(id("a"))).isEmpty();
  }

  @Test
  void drop_unsettledMessages_stayWithTheirMedia() throws IOException {
    byte[] kept = {1, 2, 3};
    byte[] gone = {4, 5};
    JournalMessage keeps =
        withMedia(imported("keeps", 5, 0, "k"), List.of(media(kept, JournalMedia.SEPARATE)));
    JournalMessage goes =
        withMedia(imported("goes", 6, 0, "g"), List.of(media(gone, JournalMedia.SEPARATE)));
    journal.append(List.of(keeps, goes), List.of(blob(kept), blob(gone)));
    assertThat(journal.drop(new TimeWindow(0), e -> e.id().equals(id("goes")))).isEqualTo(1);
    for (int i = 0; i < 2; i++) {
      assertThat(ids(0, WEEK)).containsExactly(id("keeps"));
      assertThat(read(kept)).isEqualTo(kept);
      assertThat(journal.media(Digest.sha256(gone))).isEmpty();
      assertThat(counted()).isEqualTo(Files.size(segment(0)));
      reopen();
    }
  }

  @Test
  void media_insideThePayload_isReadByItsOffset() throws IOException {
    byte[] piece = "load".getBytes(StandardCharsets.UTF_8);
    journal.append(List.of(withMedia(message("a", 5), List.of(media(piece, 3)))));
    assertThat(read(piece)).isEqualTo(piece);
    reopen();
    assertThat(read(piece)).isEqualTo(piece);
  }

  private byte[] read(byte[] bytes) throws IOException {
    try (var in = journal.media(Digest.sha256(bytes)).orElseThrow().open()) {
      return in.readAllBytes();
    }
  }

  private static JournalMedia media(byte[] bytes, int offset) {
    return new JournalMedia(Digest.sha256(bytes), offset, bytes.length);
  }

  private static JournalBlob blob(byte[] bytes) {
    return new JournalBlob(new TimeWindow(0), Digest.sha256(bytes), bytes);
  }

  private static JournalMessage withMedia(JournalMessage m, List<JournalMedia> media) {
    return new JournalMessage(
        m.channel(),
        m.author(),
        m.id(),
        m.clock(),
        m.type(),
        m.target(),
        m.imported(),
        m.edited(),
        media,
        m.envelope());
  }

  @Test
  void backdated_handsOutFactsOlderThanTheirTargetsWindow() throws IOException {
    journal.append(List.of(about("early", 5, "t"), about("usual", WEEK + 9, "t")));
    assertThat(backdated()).isEmpty();
    journal.append(List.of(message("t", WEEK + 1)));
    assertThat(backdated()).containsExactly(id("early"));
    reopen();
    assertThat(backdated()).containsExactly(id("early"));
  }

  private List<MessageId> backdated() throws IOException {
    List<MessageId> list = new ArrayList<>();
    journal.backdated(e -> list.add(e.id()));
    return list;
  }

  @Test
  void append_withoutRoom_isRefusedAndLeavesEverythingAsItWas() throws IOException {
    CappedStorage capped = new CappedStorage(400);
    try (LiveJournal small = LiveJournal.open(folder.resolve("s"), ACCOUNT, capped)) {
      assertThat(small.append(List.of(message("a", 5)))).isInstanceOf(AppendOutcome.Appended.class);
      long used = capped.usage(ACCOUNT).usedTotal();
      assertThat(small.append(List.of(message("b", 6), message("c", WEEK))))
          .isInstanceOf(AppendOutcome.Refused.class);
      assertThat(small.messages()).isEqualTo(1);
      assertThat(capped.usage(ACCOUNT).usedTotal()).isEqualTo(used);
      assertThat(capped.usage(ACCOUNT).reserved()).isZero();
    }
  }

  @Test
  void append_fromManyThreads_holdsAll() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<AppendOutcome>> done = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String name = "m" + i;
        done.add(threads.submit(() -> journal.append(List.of(message(name, 5)))));
      }
      for (Future<AppendOutcome> future : done) {
        assertThat(future.get()).isEqualTo(new AppendOutcome.Appended(1, 0, 0));
      }
    } finally {
      threads.shutdown();
    }
    reopen();
    assertThat(journal.messages()).isEqualTo(200);
  }

  @Test
  void interruptedThread_doesNotCloseTheJournalForOthers() throws IOException {
    Thread.currentThread().interrupt();
    journal.append(List.of(message("a", 5)));
    assertThat(payload("a")).isEqualTo("payload of a");
    assertThat(Thread.interrupted()).isTrue();
    journal.append(List.of(message("b", 6)));
    assertThat(payload("b")).isEqualTo("payload of b");
  }

  @Test
  void append_besideDrops_neverFails() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<AppendOutcome>> done = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String name = "m" + i;
        done.add(threads.submit(() -> journal.append(List.of(message(name, 5)))));
        if (i % 5 == 0) {
          int keep = i;
          journal.drop(new TimeWindow(0), e -> e.id().equals(id("m" + (keep - 1))));
        }
      }
      for (Future<AppendOutcome> future : done) {
        assertThat(future.get()).isInstanceOf(AppendOutcome.Appended.class);
      }
    } finally {
      threads.shutdown();
    }
    long held = journal.messages();
    reopen();
    assertThat(journal.messages()).isEqualTo(held);
  }
}
