package org.annals.archiver.seal;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.AcceptedRecord;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.TombstoneReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldingTest {
  private static final ChannelId CHANNEL = SampleCommunity.channel(1);
  private static final long LIMIT = WINDOW.foldLimitMillis();

  @TempDir Path directory;
  private final SampleCommunity community = new SampleCommunity("folding");
  private PackBench bench;
  private SampleItem original;

  @BeforeEach
  void open() {
    bench = new PackBench(community, directory);
    original = community.text("ann", CHANNEL, at(1000), "first text");
  }

  private List<AcceptedRecord> packed(SampleItem... items) throws IOException {
    return bench.read(bench.pack(items));
  }

  private static ArchiveRecord.Edited edited(AcceptedRecord record) {
    return (ArchiveRecord.Edited) record.record();
  }

  private static ArchiveRecord.Tombstone tombstone(AcceptedRecord record) {
    return (ArchiveRecord.Tombstone) record.record();
  }

  @Test
  void edit_byAuthor_replacesText() throws IOException {
    SampleItem edit = community.edit("ann", original, at(5000), "better text");
    List<AcceptedRecord> records = packed(original, edit);
    assertThat(records).hasSize(1);
    assertThat(records.get(0).id()).isEqualTo(original.id());
    assertThat(edited(records.get(0)).carried().displayName()).isEqualTo("ann");
    assertThat(records.get(0).content().map(c -> ((MessageContent.Edit) c).text()))
        .contains("better text");
  }

  @Test
  void edits_several_highestClockWins() throws IOException {
    List<AcceptedRecord> records =
        packed(
            community.edit("ann", original, at(9000), "last"),
            original,
            community.edit("ann", original, at(5000), "middle"));
    assertThat(records).hasSize(1);
    assertThat(records.get(0).content().map(c -> ((MessageContent.Edit) c).text()))
        .contains("last");
  }

  @Test
  void edits_equalClocks_lowerIdWins() throws IOException {
    SampleItem one = community.edit("ann", original, at(5000), "one");
    SampleItem two = community.edit("ann", original, at(5000), "two");
    String lower = one.id().compareTo(two.id()) < 0 ? "one" : "two";
    List<AcceptedRecord> records = packed(two, original, one);
    assertThat(records.get(0).content().map(c -> ((MessageContent.Edit) c).text())).contains(lower);
  }

  @Test
  void edit_byAnother_isLeftOutAndCounted() throws IOException {
    PackOutcome.Packed packed =
        bench.pack(original, community.edit("bob", original, at(5000), "not mine"));
    assertThat(bench.read(packed)).hasSize(1);
    assertThat(packed.report().left()).isEqualTo(Map.of("edit by another member", 1L));
  }

  @Test
  void edit_notLaterThanOriginal_isLeftOut() throws IOException {
    List<AcceptedRecord> records =
        packed(original, community.edit("ann", original, at(1000), "same clock"));
    assertThat(records.get(0).record()).isInstanceOf(ArchiveRecord.Signed.class);
  }

  @Test
  void edit_ofImport_isLeftOut() throws IOException {
    SampleItem imported = community.imported("7", at(1000), "from afar", 0, List.of());
    PackOutcome.Packed packed =
        bench.pack(imported, community.edit("owner", imported, at(5000), "changed"));
    assertThat(bench.read(packed)).hasSize(1);
    assertThat(packed.report().left()).containsEntry("native edit of an import", 1L);
  }

  @Test
  void edit_lastMomentBeforeFoldLimit_isFolded() throws IOException {
    SampleItem edit = community.edit("ann", original, LIMIT - 1, "just in time");
    assertThat(packed(original, edit).get(0).record()).isInstanceOf(ArchiveRecord.Edited.class);
    MemorySource source = MemorySource.of(original, edit);
    assertThat(bench.pack(TimeWindow.ofClock(LIMIT - 1), source).chunks()).isEmpty();
  }

  @Test
  void edit_atFoldLimit_isRecordOfItsOwnWindow() throws IOException {
    SampleItem edit = community.edit("ann", original, LIMIT, "too late");
    MemorySource source = MemorySource.of(original, edit);
    List<AcceptedRecord> first = bench.read(bench.pack(WINDOW, source));
    List<AcceptedRecord> second = bench.read(bench.pack(TimeWindow.ofClock(LIMIT), source));
    assertThat(first.get(0).record()).isInstanceOf(ArchiveRecord.Signed.class);
    assertThat(second).hasSize(1);
    assertThat(second.get(0).id()).isEqualTo(edit.id());
  }

  @Test
  void reaction_atFoldLimit_isRecordOfItsOwnWindow() throws IOException {
    SampleItem inTime = community.reaction("bob", original, LIMIT - 1, 1, false);
    SampleItem late = community.reaction("bob", original, LIMIT, 2, false);
    MemorySource source = MemorySource.of(original, inTime, late);
    assertThat(bench.read(bench.pack(WINDOW, source)))
        .extracting(AcceptedRecord::id)
        .containsExactly(original.id(), inTime.id());
    assertThat(bench.read(bench.pack(TimeWindow.ofClock(LIMIT), source)))
        .extracting(AcceptedRecord::id)
        .containsExactly(late.id());
  }

  @Test
  void deletion_atFoldLimit_standsAsTombstoneInItsOwnWindow() throws IOException {
    SampleItem deletion = community.deletion("ann", original, LIMIT);
    MemorySource source = MemorySource.of(original, deletion);
    assertThat(bench.read(bench.pack(WINDOW, source)).get(0).record())
        .isInstanceOf(ArchiveRecord.Signed.class);
    ArchiveRecord.Tombstone tombstone =
        tombstone(bench.read(bench.pack(TimeWindow.ofClock(LIMIT), source)).get(0));
    assertThat(tombstone.target()).isEqualTo(original.id());
    assertThat(tombstone.clock()).isEqualTo(LIMIT);
  }

  @Test
  void deletion_byAuthor_leavesTombstoneAndNothingElse() throws IOException {
    List<AcceptedRecord> records =
        packed(
            original,
            community.edit("ann", original, at(2000), "edited"),
            community.reaction("bob", original, at(3000), 1, false),
            community.pin("bob", original, at(4000), true),
            community.deletion("ann", original, at(5000)));
    assertThat(records).hasSize(1);
    ArchiveRecord.Tombstone tombstone = tombstone(records.get(0));
    assertThat(tombstone.reason()).isEqualTo(TombstoneReason.AUTHOR);
    assertThat(tombstone.clock()).isEqualTo(original.clock());
    assertThat(tombstone.deletion()).isPresent();
  }

  @Test
  void deletion_byModeratorOrOwner_namesTheReason() throws IOException {
    bench.rules =
        new SealRules(
            c -> Optional.of(GroupId.PUBLIC), Set.of(community.member("mod")), Set.of(), Map.of());
    assertThat(
            tombstone(packed(original, community.deletion("mod", original, at(5))).get(0)).reason())
        .isEqualTo(TombstoneReason.MODERATOR);
    assertThat(
            tombstone(packed(original, community.deletion("owner", original, at(5))).get(0))
                .reason())
        .isEqualTo(TombstoneReason.OWNER);
  }

  @Test
  void deletion_byAnyoneElse_isLeftOut() throws IOException {
    PackOutcome.Packed packed = bench.pack(original, community.deletion("bob", original, at(5)));
    assertThat(bench.read(packed).get(0).record()).isInstanceOf(ArchiveRecord.Signed.class);
    assertThat(packed.report().left()).containsEntry("deletion without the right to", 1L);
  }

  @Test
  void reactions_sameAuthorAndEmoji_lastStays() throws IOException {
    SampleItem last = community.reaction("bob", original, at(9000), 1, true);
    SampleItem otherEmoji = community.reaction("bob", original, at(3000), 2, false);
    SampleItem otherAuthor = community.reaction("eve", original, at(3500), 1, false);
    List<AcceptedRecord> records =
        packed(
            last,
            community.reaction("bob", original, at(2000), 1, false),
            otherEmoji,
            otherAuthor,
            original);
    assertThat(records)
        .extracting(AcceptedRecord::id)
        .containsExactly(original.id(), otherEmoji.id(), otherAuthor.id(), last.id());
  }

  @Test
  void pins_ofOneTarget_lastStays() throws IOException {
    SampleItem last = community.pin("bob", original, at(9000), false);
    List<AcceptedRecord> records =
        packed(original, last, community.pin("ann", original, at(2000), true));
    assertThat(records).extracting(AcceptedRecord::id).containsExactly(original.id(), last.id());
  }

  @Test
  void operations_ofUnknownTarget_staySignedInTheirOwnWindow() throws IOException {
    SampleItem edit = community.edit("ann", original, at(2000), "who knows");
    SampleItem deletion = community.deletion("ann", original, at(3000));
    SampleItem reaction = community.reaction("bob", original, at(4000), 1, false);
    assertThat(packed(edit, deletion, reaction))
        .extracting(AcceptedRecord::id)
        .containsExactly(edit.id(), deletion.id(), reaction.id());
  }

  private static SealRules vanishing() {
    return new SealRules(
        channel -> Optional.of(GroupId.autoDelete(Duration.ofDays(30))),
        Set.of(),
        Set.of(),
        Map.of());
  }

  @Test
  void edit_atFoldLimit_inAnAutoDeleteGroup_isNotPacked_itWouldOutliveItsMessage()
      throws IOException {
    bench.rules = vanishing();
    SampleItem late = community.edit("ann", original, LIMIT, "too late");
    MemorySource source = MemorySource.of(original, late);
    TimeWindow next = TimeWindow.ofClock(LIMIT);
    assertThat(bench.pack(next, source).report().left())
        .containsEntry("edit that would outlive its message", 1L);
    assertThat(bench.pack(next, source).chunks()).isEmpty();
    bench.known.with(original);
    assertThat(bench.pack(next, MemorySource.of(late)).chunks()).isEmpty();
  }

  @Test
  void edit_beforeFoldLimit_inAnAutoDeleteGroup_isFolded_orPackedInAnAddendum() throws IOException {
    bench.rules = vanishing();
    SampleItem edit = community.edit("ann", original, LIMIT - 1, "just in time");
    assertThat(packed(original, edit).get(0).record()).isInstanceOf(ArchiveRecord.Edited.class);
    bench.known.with(original);
    assertThat(packed(edit)).extracting(AcceptedRecord::id).containsExactly(edit.id());
  }

  @Test
  void edit_ofUnknownTarget_inAnAutoDeleteGroup_isNotPacked_deletionsAre() throws IOException {
    bench.rules = vanishing();
    SampleItem edit = community.edit("ann", original, at(2000), "who knows");
    SampleItem deletion = community.deletion("ann", original, at(3000));
    assertThat(packed(edit, deletion))
        .extracting(AcceptedRecord::id)
        .containsExactly(deletion.id());
  }

  @Test
  void operation_datedBeforeItsTargetsWindow_isFolded() throws IOException {
    SampleItem early = community.reaction("bob", original, at(-1), 1, false);
    MemorySource source = MemorySource.of(original, early);
    assertThat(bench.read(bench.pack(WINDOW, source)))
        .extracting(AcceptedRecord::id)
        .containsExactly(early.id(), original.id());
    assertThat(bench.pack(TimeWindow.ofClock(at(-1)), source).chunks()).isEmpty();
  }

  @Test
  void memberDeletion_leavesTombstonesAndStaysItself() throws IOException {
    SampleItem second = community.text("ann", SampleCommunity.channel(2), at(2000), "more");
    SampleItem other = community.text("bob", CHANNEL, at(3000), "mine");
    SampleItem deletion = community.memberDeletion("owner", "ann", at(4000));
    SampleItem after = community.text("ann", CHANNEL, at(5000), "back again");
    List<AcceptedRecord> records = packed(original, second, other, deletion, after);
    assertThat(records).filteredOn(r -> r.record() instanceof ArchiveRecord.Tombstone).hasSize(2);
    assertThat(records).filteredOn(r -> r.channel() == null).hasSize(1);
    assertThat(records).extracting(AcceptedRecord::id).contains(other.id(), after.id());
  }

  @Test
  void memberDeletion_ofArchivedMessages_leavesTombstonesWhereTheyBelong() throws IOException {
    SampleItem old = community.text("ann", CHANNEL, at(-3_000_000_000L), "old");
    bench.known.with(old);
    SampleItem deletion = community.memberDeletion("owner", "ann", at(4000));
    List<AcceptedRecord> records = packed(deletion);
    assertThat(records).hasSize(2);
    assertThat(records)
        .filteredOn(r -> r.record() instanceof ArchiveRecord.Tombstone)
        .extracting(AcceptedRecord::clock)
        .containsExactly(at(4000));
  }

  @Test
  void memberDeletion_byAnyMember_isLeftOut() throws IOException {
    SampleItem deletion = community.memberDeletion("bob", "ann", at(4000));
    assertThat(packed(original, deletion))
        .extracting(AcceptedRecord::id)
        .containsExactly(original.id());
  }

  @Test
  void deletion_ofOneImage_deletesTheAlbum() throws IOException {
    byte[] png = new byte[600];
    SampleItem one = community.image("ann", CHANNEL, at(1000), png, "album-1");
    SampleItem two = community.image("ann", CHANNEL, at(1001), png, "album-1");
    SampleItem other = community.image("ann", CHANNEL, at(1002), png, "album-2");
    List<AcceptedRecord> records =
        packed(one, two, other, community.deletion("ann", two, at(5000)));
    assertThat(records)
        .filteredOn(r -> r.record() instanceof ArchiveRecord.Tombstone)
        .extracting(AcceptedRecord::id)
        .containsExactly(one.id(), two.id());
    assertThat(records).hasSize(3);
  }

  @Test
  void bannedAndRemoved_becomeTombstones() throws IOException {
    SampleItem removed = community.text("bob", CHANNEL, at(2000), "against the law");
    Map<MessageId, TombstoneReason> reasons = Map.of(removed.id(), TombstoneReason.LEGAL);
    bench.rules =
        new SealRules(
            c -> Optional.of(GroupId.PUBLIC), Set.of(), Set.of(community.member("ann")), reasons);
    assertThat(packed(original, removed))
        .extracting(r -> tombstone(r).reason())
        .containsExactly(TombstoneReason.BAN, TombstoneReason.LEGAL);
  }

  @Test
  void tombstonedId_isNeverPackedAgain() throws IOException {
    bench.known.tombstone(original.id());
    PackOutcome.Packed packed =
        bench.pack(original, community.reaction("bob", original, at(2000), 1, false));
    assertThat(packed.chunks()).isEmpty();
    assertThat(packed.report().left())
        .isEqualTo(Map.of("gone already", 1L, "its target is gone", 1L));
  }

  @Test
  void operation_inAnotherChannelThanItsTarget_isLeftOut() throws IOException {
    byte[] payload =
        community.payloads.reaction(SampleCommunity.channel(2), at(2000), original.id(), 1, false);
    SampleItem stray =
        community.sign(
            "bob",
            SampleCommunity.channel(2),
            at(2000),
            MessageType.REACTION,
            payload,
            original.id());
    assertThat(packed(original, stray)).hasSize(1);
  }
}
