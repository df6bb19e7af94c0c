package org.annals.magnetindex.head;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.NOW;
import static org.annals.magnetindex.Samples.chunk;
import static org.annals.magnetindex.Samples.draft;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.magnetindex.Samples;
import org.annals.magnetindex.Samples.Draft;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.ChunkCounts;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which catalogues take so much that they wait for the member's word, and each way around it. */
final class RemovalWordTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration SKEW = Duration.ofHours(24);
  private static final ChannelId CHANNEL = new ChannelId(new UUID(0, 1));

  private final InMemoryCatalogueStore store = new InMemoryCatalogueStore();
  private final VirtualClock clock = new VirtualClock(NOW);
  private final Map<ChunkId, Long> lastClocks = new HashMap<>();
  private CatalogueHead head;

  @BeforeEach
  void restart() throws IOException {
    head =
        CatalogueHead.open(
            COMMUNITY,
            new CatalogueHead.Surroundings(
                store,
                Samples.SIGNATURES,
                clock,
                clock.ticker(),
                entry ->
                    lastClocks.containsKey(entry.chunk())
                        ? OptionalLong.of(lastClocks.get(entry.chunk()))
                        : OptionalLong.empty()));
  }

  /** A window whose end is this long ago. */
  private static TimeWindow endedAgo(Duration time) {
    return TimeWindow.ofClock(NOW.minus(time).minus(TimeWindow.LENGTH).toEpochMilli());
  }

  private static CatalogueEntry entry(int number, TimeWindow window, GroupId group, long messages) {
    return entry(number, new ChunkPosition(window, group, 0, 0), messages);
  }

  private static CatalogueEntry entry(
      int number, ChunkPosition position, long messages, ChunkId... supersedes) {
    CatalogueEntry any = Samples.entry(number);
    return new CatalogueEntry(
        position,
        any.infoHash(),
        any.chunk(),
        any.size(),
        new ChunkCounts(messages, 0),
        Arrays.stream(supersedes).sorted().toList());
  }

  /** Chunks 0 to n - 1 of old weeks, with ten messages each. */
  private static CatalogueEntry[] weeks(int n, GroupId group) {
    return IntStream.range(0, n)
        .mapToObj(i -> entry(i, endedAgo(Duration.ofDays(70 + 7L * i)), group, 10))
        .toArray(CatalogueEntry[]::new);
  }

  /** Replaces a chunk by the next revision of it. */
  private static CatalogueEntry next(int number, CatalogueEntry old, long messages) {
    ChunkPosition p = old.position();
    return entry(
        number,
        new ChunkPosition(p.window(), p.group(), p.part(), p.revision() + 1),
        messages,
        old.chunk());
  }

  private static ChunkId[] ids(CatalogueEntry... entries) {
    return Arrays.stream(entries).map(CatalogueEntry::chunk).toArray(ChunkId[]::new);
  }

  private static Draft ruled(Draft draft, Duration period) {
    Policy policy = new Policy(true, new TreeMap<>(Map.of(CHANNEL, period)));
    return new Draft(draft.stamp(), policy, draft.entries(), draft.removed());
  }

  private HeadOutcome offer(Draft draft) throws IOException {
    return head.offer(draft.file());
  }

  private void followed(Draft draft) throws IOException {
    assertThat(offer(draft)).isInstanceOf(HeadOutcome.Applied.class);
  }

  private void waits(Draft draft, int removed, int of) throws IOException {
    assertThat(offer(draft))
        .isEqualTo(
            new HeadOutcome.Waiting(new HeadAlert.NeedsWord(draft.signed().digest(), removed, of)));
  }

  @Test
  void expiry_ofAnAutoDeleteGroup_whoseTimeIsOver_needsNoWord() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.autoDelete(MONTH));
    followed(ruled(draft(100).entries(all), MONTH));

    followed(ruled(draft(101).removed(RemovalReason.EXPIRY, ids(all)), MONTH));
  }

  @Test
  void expiry_periodNamedOnlyBefore_orOnlyNow_needsNoWord() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.autoDelete(MONTH));
    followed(ruled(draft(100).entries(all), MONTH));
    followed(draft(101).entries(all[0], all[1]).removed(RemovalReason.EXPIRY, ids(all[2], all[3])));

    followed(ruled(draft(102).removed(RemovalReason.EXPIRY, ids(all)), MONTH));
  }

  @Test
  void expiry_claimedForPublicChunks_waits() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.PUBLIC);
    followed(draft(100).entries(all));

    waits(draft(101).removed(RemovalReason.EXPIRY, ids(all)), 4, 4);
  }

  @Test
  void expiry_byARuleOfASecondForEverything_waits() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.PUBLIC);
    followed(draft(100).entries(all));
    Duration second = Duration.ofSeconds(1);
    followed(ruled(draft(101).entries(all), second));

    waits(ruled(draft(102).removed(RemovalReason.EXPIRY, ids(all)), second), 4, 4);
  }

  @Test
  void expiry_byAShorterPeriodThanTheGroups_waits() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.autoDelete(Duration.ofDays(1_000)));
    followed(ruled(draft(100).entries(all), Duration.ofDays(1_000)));

    waits(ruled(draft(101).removed(RemovalReason.EXPIRY, ids(all)), MONTH), 4, 4);
  }

  @Test
  void expiry_beforeItsTime_waits_andTheNextIsFollowedOnceItIsOver() throws IOException {
    TimeWindow window = endedAgo(Duration.ofDays(20));
    CatalogueEntry one = entry(1, window, GroupId.autoDelete(MONTH), 10);
    followed(ruled(draft(100).entries(one), MONTH));
    waits(ruled(draft(101).removed(RemovalReason.EXPIRY, chunk(1)), MONTH), 1, 1);

    clock.advance(Duration.between(NOW, window.end().plus(MONTH)));
    followed(ruled(draft(102).removed(RemovalReason.EXPIRY, chunk(1)), MONTH));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void expiry_clockThatRunsBehind_isGivenTwentyFourHoursToTheMillisecond(int millis)
      throws IOException {
    TimeWindow window = endedAgo(Duration.ofDays(20));
    CatalogueEntry one = entry(1, window, GroupId.autoDelete(MONTH), 10);
    followed(ruled(draft(100).entries(one), MONTH));
    clock.advance(Duration.between(NOW, window.end().plus(MONTH).minus(SKEW).plusMillis(millis)));

    Draft expiry = ruled(draft(101).removed(RemovalReason.EXPIRY, chunk(1)), MONTH);
    if (millis < 0) {
      waits(expiry, 1, 1);
    } else {
      followed(expiry);
    }
  }

  @Test
  void expiry_lastMessageIsKnownAndOver_needsNotWaitForTheWindow() throws IOException {
    long from = clock.instant().plus(SKEW).minus(MONTH).toEpochMilli();
    TimeWindow window = TimeWindow.ofClock(from);
    CatalogueEntry one = entry(1, window, GroupId.autoDelete(MONTH), 10);
    followed(ruled(draft(100).entries(one), MONTH));

    waits(ruled(draft(101).removed(RemovalReason.EXPIRY, chunk(1)), MONTH), 1, 1);
    lastClocks.put(chunk(1), from);
    waits(ruled(draft(102).removed(RemovalReason.EXPIRY, chunk(1)), MONTH), 1, 1);
    lastClocks.put(chunk(1), from - 1);
    followed(ruled(draft(103).removed(RemovalReason.EXPIRY, chunk(1)), MONTH));
  }

  @Test
  void expiry_periodLongerThanTime_isNeverOver() throws IOException {
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    CatalogueEntry[] all = weeks(1, GroupId.autoDelete(ages));
    followed(ruled(draft(100).entries(all), ages));

    waits(ruled(draft(101).removed(RemovalReason.EXPIRY, ids(all)), ages), 1, 1);
  }

  @Test
  void replacements_thatEmptyChunks_waitLikeRemovals() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.PUBLIC);
    followed(draft(100).entries(all));

    waits(draft(101).entries(next(20, all[0], 0), next(21, all[1], 0), all[2], all[3]), 2, 4);
  }

  @Test
  void replacements_thatKeepHalf_countByHalf() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.PUBLIC);
    followed(draft(100).entries(all));

    waits(
        draft(101).entries(next(20, all[0], 5), next(21, all[1], 5), next(22, all[2], 5), all[3]),
        2,
        4);
    followed(draft(102).entries(next(20, all[0], 5), next(21, all[1], 5), all[2], all[3]));
  }

  @Test
  void replacements_ofAllChunksWithoutOneMessageEach_needNoWord() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.PUBLIC);
    followed(draft(100).entries(all));

    followed(
        draft(101)
            .entries(
                next(20, all[0], 9),
                next(21, all[1], 9),
                next(22, all[2], 9),
                next(23, all[3], 9)));
  }

  private static CatalogueEntry with(long images, CatalogueEntry entry) {
    return new CatalogueEntry(
        entry.position(),
        entry.infoHash(),
        entry.chunk(),
        entry.size(),
        new ChunkCounts(entry.counts().messages(), images),
        entry.supersedes());
  }

  private static CatalogueEntry[] with(long images, CatalogueEntry[] entries) {
    return Arrays.stream(entries).map(each -> with(images, each)).toArray(CatalogueEntry[]::new);
  }

  @Test
  void replacements_thatKeepMessagesAndDropImages_waitLikeRemovals() throws IOException {
    CatalogueEntry[] all = with(20, weeks(4, GroupId.PUBLIC));
    followed(draft(100).entries(all));

    waits(draft(101).entries(next(20, all[0], 10), next(21, all[1], 10), all[2], all[3]), 2, 4);
  }

  @Test
  void replacements_thatDropHalfOfTheImages_countByHalf() throws IOException {
    CatalogueEntry[] all = with(20, weeks(4, GroupId.PUBLIC));
    followed(draft(100).entries(all));
    CatalogueEntry[] half = {
      with(10, next(20, all[0], 10)), with(10, next(21, all[1], 10)), with(10, next(22, all[2], 10))
    };

    waits(draft(101).entries(half[0], half[1], half[2], all[3]), 2, 4);
    followed(draft(102).entries(half[0], half[1], all[2], all[3]));
  }

  @Test
  void replacements_thatLoseMessagesAndImages_countByTheGreaterShare() throws IOException {
    CatalogueEntry[] all = with(20, weeks(4, GroupId.PUBLIC));
    followed(draft(100).entries(all));

    followed(
        draft(101)
            .entries(with(10, next(20, all[0], 5)), with(10, next(21, all[1], 5)), all[2], all[3]));
    waits(draft(102).entries(next(30, all[2], 9), all[3]), 1, 4);
  }

  @Test
  void replacements_ofWindowsWithAnImageInOneChunk_countThatOneOnly() throws IOException {
    TimeWindow window = endedAgo(Duration.ofDays(70));
    CatalogueEntry[] parts =
        IntStream.range(0, 4)
            .mapToObj(i -> entry(i, new ChunkPosition(window, GroupId.PUBLIC, i, 0), 10))
            .toArray(CatalogueEntry[]::new);
    parts[3] = with(1, parts[3]);
    followed(draft(100).entries(parts));

    followed(
        draft(101)
            .entries(entry(20, new ChunkPosition(window, GroupId.PUBLIC, 0, 1), 40, ids(parts))));
  }

  /** Each part has the avatars of its authors; together they are in the chunk once. */
  @Test
  void merge_ofPartsThatRepeatImages_needsNoWord_unlessItHasFewerThanOneOfThem()
      throws IOException {
    TimeWindow window = endedAgo(Duration.ofDays(70));
    CatalogueEntry[] parts =
        with(
            5,
            IntStream.range(0, 9)
                .mapToObj(i -> entry(i, new ChunkPosition(window, GroupId.PUBLIC, i, 0), 10))
                .toArray(CatalogueEntry[]::new));
    followed(draft(100).entries(parts));
    CatalogueEntry merged =
        entry(20, new ChunkPosition(window, GroupId.PUBLIC, 0, 1), 90, ids(parts));

    waits(draft(101).entries(with(3, merged)), 4, 9);
    followed(draft(102).entries(with(5, merged)));
  }

  @Test
  void channelsChangeTheirGroup_imagesThatMoveAlongAreNotLost() throws IOException {
    CatalogueEntry[] all = with(20, weeks(2, GroupId.PUBLIC));
    followed(draft(100).entries(all));
    GroupId month = GroupId.autoDelete(MONTH);

    followed(
        ruled(draft(101), MONTH)
            .removed(RemovalReason.EXPIRY, ids(all))
            .entries(
                with(8, next(20, all[0], 4)),
                with(12, entry(31, all[0].position().window(), month, 6)),
                with(20, entry(30, all[1].position().window(), month, 10))));
  }

  @Test
  void merge_ofManyPartsIntoOne_needsNoWord() throws IOException {
    TimeWindow window = endedAgo(Duration.ofDays(70));
    CatalogueEntry[] parts =
        IntStream.range(0, 9)
            .mapToObj(i -> entry(i, new ChunkPosition(window, GroupId.PUBLIC, i, 0), 10))
            .toArray(CatalogueEntry[]::new);
    followed(draft(100).entries(parts));

    followed(
        draft(101)
            .entries(entry(20, new ChunkPosition(window, GroupId.PUBLIC, 0, 1), 90, ids(parts))));
  }

  @Test
  void channelsChangeTheirGroup_needsNoWord_unlessMessagesGetLost() throws IOException {
    CatalogueEntry[] all = weeks(2, GroupId.PUBLIC);
    followed(draft(100).entries(all));
    GroupId month = GroupId.autoDelete(MONTH);
    Draft next =
        ruled(
            draft(101).removed(RemovalReason.EXPIRY, ids(all)).entries(next(20, all[0], 4)), MONTH);

    waits(next.entries(entry(30, all[1].position().window(), month, 10)), 1, 2);
    followed(
        ruled(draft(102), MONTH)
            .removed(RemovalReason.EXPIRY, ids(all))
            .entries(
                next(20, all[0], 4),
                entry(31, all[0].position().window(), month, 6),
                entry(30, all[1].position().window(), month, 10)));
  }

  @Test
  void movedMessages_ofOtherWindows_makeNothingGood() throws IOException {
    CatalogueEntry[] all = weeks(2, GroupId.PUBLIC);
    followed(draft(100).entries(all));

    waits(
        draft(101)
            .removed(RemovalReason.EXPIRY, ids(all))
            .entries(entry(30, endedAgo(Duration.ofDays(700)), GroupId.PUBLIC, 1_000_000)),
        2,
        2);
  }

  @Test
  void legalRemoval_ofReplacedChunks_countsWhole() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.PUBLIC);
    followed(draft(100).entries(all));

    waits(
        draft(101)
            .removed(RemovalReason.LEGAL, ids(all[0], all[1]))
            .entries(next(20, all[0], 9), next(21, all[1], 9), all[2], all[3]),
        2,
        4);
  }

  @Test
  void manySmallCatalogues_countTogether_forSevenDays_overARestart() throws IOException {
    CatalogueEntry[] all = weeks(12, GroupId.PUBLIC);
    followed(draft(100).entries(all));
    followed(without(101, all, 2));
    clock.advance(Duration.ofDays(3));
    followed(without(102, all, 3));
    restart();

    waits(without(103, all, 4), 1, 9);
    clock.advance(Duration.ofDays(4).plusHours(2));
    followed(without(104, all, 4));
    waits(without(105, all, 5), 1, 8);
  }

  @Test
  void word_endsTheCount() throws IOException {
    CatalogueEntry[] all = weeks(8, GroupId.PUBLIC);
    followed(draft(100).entries(all));
    followed(without(101, all, 2));
    Draft more = without(102, all, 4);
    waits(more, 2, 6);
    assertThat(head.word(more.signed().digest(), true)).isInstanceOf(HeadOutcome.Applied.class);

    followed(without(103, all, 5));
  }

  @Test
  void rulesOfACatalogueThatWaits_count_itsRemovalsDoNot() throws IOException {
    CatalogueEntry[] all = weeks(4, GroupId.PUBLIC);
    followed(draft(100).entries(all));

    waits(ruled(draft(101).removed(RemovalReason.EXPIRY, ids(all)), MONTH), 4, 4);
    restart();

    assertThat(head.view().contents().policy().autoDelete()).containsEntry(CHANNEL, MONTH);
    assertThat(head.view().listed()).hasSize(4);
  }

  /** The catalogue without the first ones, removed by their owner. */
  private static Draft without(long sequence, CatalogueEntry[] all, int n) {
    List<CatalogueEntry> rest = List.of(all).subList(n, all.length);
    return draft(sequence)
        .removed(RemovalReason.OWNER, ids(Arrays.copyOf(all, n)))
        .entries(rest.toArray(CatalogueEntry[]::new));
  }
}
