package org.annals.archiver.seal;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.AcceptedRecord;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.ChunkVerdict;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.TombstoneReason;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that are packed again: without a message, in another group, several as one. */
final class RepackerTest {
  private static final ChannelId GENERAL = SampleCommunity.channel(1);
  private static final ChannelId VANISHING = SampleCommunity.channel(2);
  private static final GroupId MONTH = GroupId.autoDelete(Duration.ofDays(30));

  @TempDir private Path directory;
  private final SampleCommunity community = new SampleCommunity("repacker");
  private PackBench bench;
  private final List<ExistingPart> existing = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    bench = new PackBench(community, Files.createDirectory(directory.resolve("first")));
  }

  private OldChunk packed(SampleItem... items) throws IOException {
    bench.existing = List.copyOf(existing);
    PackedChunk chunk = bench.pack(items).chunks().get(0);
    Path kept = directory.resolve(chunk.id() + ".annals");
    Files.move(chunk.file(), kept);
    existing.add(new ExistingPart(chunk.id(), chunk.position()));
    for (SampleItem item : items) {
      bench.known.with(item);
    }
    return new OldChunk(chunk.id(), chunk.position(), kept);
  }

  private static RepackRules rules(Map<MessageId, TombstoneReason> removed) {
    return new RepackRules(
        channel -> GroupId.PUBLIC, removed, channel -> 0, id -> Optional.empty());
  }

  private RepackRules vanishing(long keepFrom) {
    return new RepackRules(
        channel -> channel.equals(VANISHING) ? MONTH : GroupId.PUBLIC,
        Map.of(),
        channel -> channel.equals(VANISHING) ? keepFrom : 0,
        id -> Optional.ofNullable(bench.known.find(List.of(id)).get(id)).map(KnownMessage::window));
  }

  private RepackOutcome outcome(RepackRules rules, boolean merge, OldChunk... chunks)
      throws IOException {
    return new Repacker(
            community.signer(), community.curve, new UnlimitedStorage(), StorageKind.TEMPORARY)
        .repack(new RepackRequest(WINDOW, List.of(chunks), merge, rules, existing, work()));
  }

  private Path work() throws IOException {
    return Files.createDirectories(directory.resolve("work"));
  }

  private RepackOutcome.Repacked repack(RepackRules rules, OldChunk... chunks) throws IOException {
    return (RepackOutcome.Repacked) outcome(rules, false, chunks);
  }

  private List<AcceptedRecord> read(PackedChunk chunk) throws IOException {
    ChunkVerifier verifier = new ChunkVerifier(community.curve);
    assertThat(verifier.verify(chunk.file(), community.id, chunk.id()))
        .isInstanceOf(ChunkVerdict.Verified.class);
    return bench.read(
        new PackOutcome.Packed(List.of(chunk), new PackReport(new java.util.TreeMap<>())));
  }

  private static byte[] noise(int seed) {
    byte[] bytes = new byte[5_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void repack_nothingToChange_writesNothing() throws IOException {
    OldChunk old = packed(community.text("ann", GENERAL, at(1), "stays"));
    RepackOutcome.Repacked done = repack(rules(Map.of()), old);
    assertThat(done.replacements()).isEmpty();
    assertThat(done.added()).isEmpty();
    assertThat(done.emptied()).isEmpty();
    try (Stream<Path> files = Files.list(work())) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void repack_removedMessage_isATombstoneInItsPlace_itsBytesAreGone() throws IOException {
    byte[] png = noise(1);
    SampleItem before = community.text("ann", GENERAL, at(1), "before");
    SampleItem image = community.image("eve", GENERAL, at(2), png, "");
    SampleItem liked = community.reaction("bob", image, at(3), 1, false);
    SampleItem kept = community.image("ann", GENERAL, at(4), noise(2), "");
    OldChunk old = packed(before, image, liked, kept);

    RepackOutcome.Repacked done = repack(rules(Map.of(image.id(), TombstoneReason.OWNER)), old);

    RepackOutcome.Replacement replacement = done.replacements().get(0);
    assertThat(replacement.supersedes()).containsExactly(old.id());
    assertThat(replacement.chunk().position())
        .isEqualTo(new ChunkPosition(WINDOW, GroupId.PUBLIC, 0, 1));
    List<AcceptedRecord> records = read(replacement.chunk());
    assertThat(records)
        .extracting(AcceptedRecord::id)
        .containsExactly(before.id(), image.id(), kept.id());
    assertThat(records.get(1).record())
        .isEqualTo(
            new ArchiveRecord.Tombstone(
                image.id(), GENERAL, at(2), TombstoneReason.OWNER, java.util.Optional.empty()));
    try (ChunkReader reader = bench.open(replacement.chunk())) {
      assertThat(reader.index().media()).hasSize(1);
    }
    assertThat(contains(Files.readAllBytes(replacement.chunk().file()), png)).isFalse();
    assertThat(contains(Files.readAllBytes(replacement.chunk().file()), noise(2))).isTrue();
  }

  private static boolean contains(byte[] all, byte[] wanted) {
    String hex = java.util.HexFormat.of().formatHex(all);
    return hex.contains(java.util.HexFormat.of().formatHex(wanted));
  }

  @Test
  void repack_editedMessageAndALateEdit_bothTextsGo() throws IOException {
    SampleItem message = community.text("ann", GENERAL, at(1), "first words");
    SampleItem edit = community.edit("ann", message, at(5), "second words");
    OldChunk old = packed(message, edit);
    List<AcceptedRecord> records =
        read(
            repack(rules(Map.of(message.id(), TombstoneReason.LEGAL)), old)
                .replacements()
                .get(0)
                .chunk());
    assertThat(records).hasSize(1);
    assertThat(records.get(0).record()).isInstanceOf(ArchiveRecord.Tombstone.class);
  }

  @Test
  void repack_twice_givesTheNextRevisionEachTime() throws IOException {
    SampleItem one = community.text("ann", GENERAL, at(1), "one");
    SampleItem two = community.text("ann", GENERAL, at(2), "two");
    OldChunk old = packed(one, two);
    PackedChunk first =
        repack(rules(Map.of(one.id(), TombstoneReason.OWNER)), old).replacements().get(0).chunk();
    OldChunk again = new OldChunk(first.id(), first.position(), first.file());
    PackedChunk second =
        repack(rules(Map.of(two.id(), TombstoneReason.OWNER)), again).replacements().get(0).chunk();
    assertThat(second.position().revision()).isEqualTo(2);
    assertThat(read(second)).allMatch(r -> r.record() instanceof ArchiveRecord.Tombstone);
  }

  @Test
  void repack_ruleForAChannel_movesItsRecordsIntoTheGroup() throws IOException {
    SampleItem stays = community.text("ann", GENERAL, at(1), "stays");
    SampleItem over = community.text("ann", VANISHING, at(2), "over already");
    SampleItem moves = community.image("ann", VANISHING, at(500), noise(3), "");
    OldChunk old = packed(stays, over, moves);

    RepackOutcome.Repacked done = repack(vanishing(at(100)), old);

    assertThat(read(done.replacements().get(0).chunk()))
        .extracting(AcceptedRecord::id)
        .containsExactly(stays.id());
    assertThat(done.added()).hasSize(1);
    assertThat(done.added().get(0).position()).isEqualTo(new ChunkPosition(WINDOW, MONTH, 0, 0));
    assertThat(read(done.added().get(0)))
        .extracting(AcceptedRecord::id)
        .containsExactly(moves.id());
    assertThat(done.report().left()).isEqualTo(Map.of("its time is over", 1L));
  }

  @Test
  void repack_onlyThatChannel_leavesNothing() throws IOException {
    OldChunk old = packed(community.text("ann", VANISHING, at(2), "over already"));
    RepackOutcome.Repacked done = repack(vanishing(at(100)), old);
    assertThat(done.emptied()).containsExactly(old.id());
    assertThat(done.replacements()).isEmpty();
    assertThat(done.added()).isEmpty();
  }

  @Test
  void repack_groupsOwnChunk_isNotPackedAgainBecauseSomeOfItIsOver() throws IOException {
    bench.rules =
        new SealRules(
            c -> java.util.Optional.of(MONTH), java.util.Set.of(), java.util.Set.of(), Map.of());
    OldChunk old =
        packed(
            community.text("ann", VANISHING, at(2), "over already"),
            community.text("ann", VANISHING, at(200), "not yet"));
    assertThat(old.position().group()).isEqualTo(MONTH);
    assertThat(repack(vanishing(at(100)), old).replacements()).isEmpty();
  }

  @Test
  void repack_theSameTwice_givesTheSameBytes() throws IOException {
    SampleItem one = community.text("ann", GENERAL, at(1), "one");
    SampleItem two = community.image("ann", GENERAL, at(2), noise(4), "");
    OldChunk old = packed(one, two);
    RepackRules rules = rules(Map.of(one.id(), TombstoneReason.OWNER));
    ChunkId first = repack(rules, old).replacements().get(0).chunk().id();
    assertThat(repack(rules, old).replacements().get(0).chunk().id()).isEqualTo(first);
  }

  @Test
  void merge_addenda_areOnePartThatSupersedesAll() throws IOException {
    SampleItem first = community.text("ann", GENERAL, at(50), "first cut");
    packed(first);
    List<OldChunk> addenda = new ArrayList<>();
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      SampleItem late = community.image("bob", GENERAL, at(100 - i), noise(i), "");
      addenda.add(packed(late));
      ids.add(0, late.id());
    }
    RepackOutcome.Repacked done =
        (RepackOutcome.Repacked) outcome(rules(Map.of()), true, addenda.toArray(new OldChunk[0]));
    assertThat(done.replacements()).hasSize(1);
    RepackOutcome.Replacement merged = done.replacements().get(0);
    assertThat(merged.chunk().position())
        .isEqualTo(new ChunkPosition(WINDOW, GroupId.PUBLIC, 1, 1));
    assertThat(merged.supersedes())
        .containsExactlyInAnyOrderElementsOf(addenda.stream().map(OldChunk::id).toList())
        .isSorted();
    assertThat(read(merged.chunk())).extracting(AcceptedRecord::id).containsExactlyElementsOf(ids);
    try (ChunkReader reader = bench.open(merged.chunk())) {
      assertThat(reader.header().previous()).contains(existing.get(0).id());
    }
  }

  @Test
  void merge_laterDeletion_leavesTheTombstoneOnly() throws IOException {
    packed(community.text("ann", GENERAL, at(50), "first cut"));
    SampleItem late = community.text("bob", GENERAL, at(60), "late");
    OldChunk one = packed(late);
    OldChunk two = packed(community.deletion("bob", late, at(70)));
    RepackOutcome.Repacked done = (RepackOutcome.Repacked) outcome(rules(Map.of()), true, one, two);
    assertThat(read(done.replacements().get(0).chunk()))
        .singleElement()
        .satisfies(r -> assertThat(r.record()).isInstanceOf(ArchiveRecord.Tombstone.class));
  }

  @Test
  void repack_brokenFile_isDamagedAndLeavesNothing() throws IOException {
    SampleItem one = community.text("ann", GENERAL, at(1), "one");
    OldChunk good = packed(one, community.text("ann", GENERAL, at(2), "two"));
    OldChunk bad = packed(community.text("ann", GENERAL, at(3), "late"));
    byte[] bytes = Files.readAllBytes(bad.file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(bad.file(), bytes);
    RepackOutcome outcome =
        outcome(rules(Map.of(one.id(), TombstoneReason.OWNER)), false, good, bad);
    assertThat(outcome).isInstanceOf(RepackOutcome.Damaged.class);
    try (Stream<Path> files = Files.list(work())) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void repack_editOfAnotherWindow_goesWithItsChannelsNewRule_otherEditsMove() throws IOException {
    SampleItem old = community.text("ann", VANISHING, at(-1), "of the week before");
    SampleItem recent = community.text("ann", VANISHING, at(100), "of this week");
    bench.known.with(old, recent);
    long foldLimit = TimeWindow.ofClock(at(-1)).foldLimitMillis();
    assertThat(foldLimit).isEqualTo(WINDOW.endSeconds() * 1000);
    SampleItem inTime = community.edit("ann", recent, foldLimit - 1, "better");
    SampleItem stranger = community.text("ann", VANISHING, at(-1), "never seen");
    SampleItem late = community.edit("ann", stranger, at(200), "too late");
    SampleItem general = community.text("bob", GENERAL, at(300), "stays");
    OldChunk first = packed(inTime, late, general);

    RepackOutcome.Repacked done = repack(vanishing(0), first);

    assertThat(read(done.added().get(0)))
        .extracting(AcceptedRecord::id)
        .containsExactly(inTime.id());
    assertThat(done.report().left()).containsEntry("its time is over", 1L);
  }
}
