package org.annals.importer.database;

import static org.annals.archiver.seal.PackBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.archiver.seal.SampleItem;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is over or deleted is not shown at once, and its bytes are gone after a rewriting. */
final class ErasureTest {
  private static final ChannelId GENERAL = SampleCommunity.channel(1);
  private static final ChannelId VANISHING = SampleCommunity.channel(2);
  private static final String SECRET = "the secret words that must vanish";

  @TempDir private Path directory;
  private DatabaseBench bench;
  private final UnlimitedStorage storage = new UnlimitedStorage();
  private long keepFrom;
  private MessageDatabase database;

  @BeforeEach
  void open() throws IOException {
    bench = new DatabaseBench(directory);
    database = opened();
  }

  @AfterEach
  void close() throws IOException {
    database.close();
    bench.close();
  }

  private Path file() {
    return directory.resolve("vanishing.mv.db");
  }

  private MessageDatabase opened() throws IOException {
    return ((OpenOutcome.Opened)
            MessageDatabase.open(
                file(),
                bench.community.id,
                bench.community.curve,
                storage,
                key -> false,
                channel -> channel.equals(VANISHING) ? keepFrom : 0))
        .database();
  }

  private List<String> texts() {
    return database.newestFirst(Optional.empty(), Optional.empty(), 99).messages().stream()
        .map(ShownMessage::text)
        .toList();
  }

  private boolean standsInTheFile(String text) throws IOException {
    return new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1).contains(text);
  }

  private List<ChunkId> packed() throws IOException {
    SampleItem over = bench.community.text("ann", VANISHING, at(10), SECRET);
    return bench.pack(
        over,
        bench.community.reaction("bob", over, at(11), 1, false),
        bench.community.text("ann", VANISHING, at(500), "still there"),
        bench.community.text("ann", GENERAL, at(5), "for ever"));
  }

  @Test
  void over_isNotShownAtOnce_norDigested() throws IOException {
    List<ChunkId> chunks = packed();
    bench.importInto(database, chunks);
    assertThat(texts()).containsExactly("still there", SECRET, "for ever");
    keepFrom = at(100);
    assertThat(texts()).containsExactly("still there", "for ever");
    MessageDatabase newcomer = opened(directory.resolve("newcomer.mv.db"));
    bench.importInto(newcomer, chunks);
    assertThat(DatabaseBench.archived(newcomer)).isEqualTo(DatabaseBench.archived(database));
    newcomer.close();
  }

  private MessageDatabase opened(Path path) throws IOException {
    return ((OpenOutcome.Opened)
            MessageDatabase.open(
                path,
                bench.community.id,
                bench.community.curve,
                storage,
                key -> false,
                channel -> channel.equals(VANISHING) ? keepFrom : 0))
        .database();
  }

  @Test
  void eraseOverAndRewrite_leaveNoByteOfIt_andAllTheRest() throws IOException {
    bench.importInto(database, packed());
    assertThat(standsInTheFile(SECRET)).isTrue();
    keepFrom = at(100);
    database.eraseOver();
    assertThat(database.hasErased()).isTrue();
    assertThat(database.rewrite()).isEmpty();
    assertThat(database.hasErased()).isFalse();
    assertThat(standsInTheFile(SECRET)).isFalse();
    keepFrom = 0;
    assertThat(texts()).containsExactly("still there", "for ever");
    database.close();
    database = opened();
    assertThat(texts()).containsExactly("still there", "for ever");
    assertThat(storage.usage(bench.community.id.account()).used().get(StorageKind.DATABASE))
        .isEqualTo(Files.size(file()));
  }

  @Test
  void eraseOver_nothingToErase_needsNoRewriting() throws IOException {
    bench.importInto(database, packed());
    database.eraseOver();
    assertThat(database.hasErased()).isFalse();
  }

  @Test
  void over_isNotTakenInAgain() throws IOException {
    keepFrom = at(100);
    bench.importInto(database, packed());
    assertThat(texts()).containsExactly("still there", "for ever");
    SampleItem late = bench.community.text("ann", VANISHING, at(20), SECRET);
    assertThat(bench.addLive(database, late).over()).isEqualTo(1);
    keepFrom = 0;
    assertThat(texts()).containsExactly("still there", "for ever");
  }

  @Test
  void bury_liveMessage_isGoneAndStaysGone_butCountsAsNotArchived() throws IOException {
    SampleItem live = bench.community.text("ann", GENERAL, at(20), SECRET);
    bench.addLive(database, live);
    KnownMessage known =
        new KnownMessage(live.id(), GENERAL, live.author(), live.clock(), false, 0);
    database.bury(known, TombstoneReason.OWNER);
    assertThat(texts()).isEmpty();
    assertThat(bench.addLive(database, live).deleted()).isEqualTo(1);
    assertThat(database.tombstoned(List.of(live.id()))).isEmpty();
    assertThat(database.hasErased()).isTrue();
    assertThat(database.rewrite()).isEmpty();
    assertThat(standsInTheFile(SECRET)).isFalse();
    assertThat(database.isDeleted(live.id())).isTrue();
  }

  @Test
  void chunksOf_namesWhereMessageAndReactionsCameFrom() throws IOException {
    SampleItem message = bench.community.text("ann", GENERAL, at(1), "a");
    List<ChunkId> chunks = bench.pack(message, bench.community.text("ann", GENERAL, at(2), "b"));
    bench.importInto(database, chunks);
    assertThat(database.chunksOf(message.id())).containsExactlyElementsOf(chunks);
    database.remove(chunks.get(0), Removal.KEEP);
    assertThat(database.chunksOf(message.id())).isEmpty();
  }

  @Test
  void open_halfRewritten_isTheOldOne() throws IOException {
    bench.importInto(database, packed());
    database.close();
    Path half = file().resolveSibling(file().getFileName() + ".new");
    Files.writeString(half, "half");
    database = opened();
    assertThat(half).doesNotExist();
    assertThat(texts()).hasSize(3);
  }
}
