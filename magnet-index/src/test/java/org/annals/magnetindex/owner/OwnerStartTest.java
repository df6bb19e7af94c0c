package org.annals.magnetindex.owner;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.HOME;
import static org.annals.magnetindex.Samples.NOW;
import static org.annals.magnetindex.Samples.SECOND_HOME;
import static org.annals.magnetindex.Samples.draft;
import static org.annals.magnetindex.Samples.entry;
import static org.annals.magnetindex.Samples.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.annals.magnetindex.Samples;
import org.annals.magnetindex.Samples.Draft;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.head.CatalogueHead;
import org.annals.magnetindex.head.InMemoryCatalogueStore;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnerStartTest {
  private static final PublishingRight GRANTED = new PublishingRight.Granted(false);

  private final VirtualClock clock = new VirtualClock(NOW);
  private CatalogueHead head;

  @BeforeEach
  void openHead() throws IOException {
    head =
        CatalogueHead.open(
            COMMUNITY,
            new CatalogueHead.Surroundings(
                new InMemoryCatalogueStore(), Samples.SIGNATURES, clock, clock.ticker()));
  }

  private static OwnerStart start(OwnerStart.Situation situation) {
    return OwnerStart.begin(situation, HOME, NOW, new Random(1));
  }

  private PublishingRight right(OwnerStart start, Duration after) {
    return start.right(head.view(), NOW.plus(after));
  }

  private static CatalogueStamp by(InstanceId home, Instant issued) {
    return stamp(50).issuedBy(home, issued.toEpochMilli());
  }

  @Test
  void createdHereNeverPublished_mayPublishAtOnce() {
    assertThat(right(start(OwnerStart.Situation.CREATED_HERE), Duration.ZERO)).isEqualTo(GRANTED);
  }

  @Test
  void publishedBefore_asksForAMinute_orUntilAnswered() throws IOException {
    head.offer(draft(10).file());
    OwnerStart start = start(OwnerStart.Situation.PUBLISHED_BEFORE);

    assertThat(right(start, Duration.ofSeconds(59)))
        .isEqualTo(new PublishingRight.Asking(NOW.plusSeconds(60)));
    assertThat(right(start, Duration.ofSeconds(60))).isEqualTo(GRANTED);
    assertThat(right(start.someoneAnswered(), Duration.ofSeconds(1))).isEqualTo(GRANTED);
  }

  @Test
  void foundHeadWithoutItsCatalogue_adoptsFirst() throws IOException {
    Draft found = draft(200).entries(entry(1));
    head.hear(found.announcement().bytes());
    OwnerStart start = start(OwnerStart.Situation.PUBLISHED_BEFORE).someoneAnswered();

    assertThat(right(start, Duration.ZERO)).isEqualTo(new PublishingRight.Adopting());
    head.offer(found.file());

    assertThat(right(start, Duration.ZERO)).isEqualTo(GRANTED);
  }

  @Test
  void otherHomeActive_standsByEighteenHoursAndSome_orUntilTold() throws IOException {
    head.offer(draft(10).file());
    Instant active = NOW.minus(Duration.ofHours(1));
    OwnerStart start =
        start(OwnerStart.Situation.PUBLISHED_BEFORE)
            .someoneAnswered()
            .heard(by(SECOND_HOME, active), NOW);

    assertThat(right(start, Duration.ofHours(17).minusSeconds(1)))
        .isInstanceOfSatisfying(
            PublishingRight.Standby.class,
            standby ->
                assertThat(standby.until())
                    .isBetween(
                        active.plus(Duration.ofHours(18)), active.plus(Duration.ofHours(24))));
    assertThat(right(start, Duration.ofHours(23))).isEqualTo(GRANTED);
    OwnerStart told = start.told(NOW.plusSeconds(1));
    assertThat(right(told, Duration.ofSeconds(1))).isEqualTo(GRANTED);
    OwnerStart again = told.heard(by(SECOND_HOME, NOW.plusSeconds(9)), NOW.plusSeconds(9));
    assertThat(right(again, Duration.ofSeconds(9))).isInstanceOf(PublishingRight.Standby.class);
  }

  @Test
  void otherHomeSilentForEighteenHours_doesNotCount() throws IOException {
    head.offer(draft(10).file());
    OwnerStart start =
        start(OwnerStart.Situation.PUBLISHED_BEFORE)
            .someoneAnswered()
            .heard(by(SECOND_HOME, NOW.minus(Duration.ofHours(18))), NOW);

    assertThat(right(start, Duration.ZERO)).isEqualTo(GRANTED);
  }

  @Test
  void ownOldAnnouncement_isNotAnotherHome() throws IOException {
    head.offer(draft(10).file());
    OwnerStart start =
        start(OwnerStart.Situation.PUBLISHED_BEFORE).someoneAnswered().heard(by(HOME, NOW), NOW);

    assertThat(right(start, Duration.ZERO)).isEqualTo(GRANTED);
  }

  @Test
  void otherHomeIssuedInTheFuture_countsAsNow() throws IOException {
    head.offer(draft(10).file());
    OwnerStart start =
        start(OwnerStart.Situation.PUBLISHED_BEFORE)
            .someoneAnswered()
            .heard(by(SECOND_HOME, NOW.plus(Duration.ofHours(20))), NOW);

    assertThat(right(start, Duration.ofHours(24))).isEqualTo(GRANTED);
  }

  @Test
  void restored_nobodyReachableOrNothingFound_publishesNothing() {
    OwnerStart start = start(OwnerStart.Situation.RESTORED);

    assertThat(right(start, Duration.ofSeconds(1))).isInstanceOf(PublishingRight.Asking.class);
    assertThat(right(start, Duration.ofDays(9))).isEqualTo(new PublishingRight.NoHistoryFound());
    assertThat(right(start.someoneAnswered(), Duration.ofDays(9)))
        .isEqualTo(new PublishingRight.NoHistoryFound());
  }

  @Test
  void restoredNoHistory_afterAsking_beginsANewEpoch() {
    OwnerStart start = start(OwnerStart.Situation.RESTORED_NO_HISTORY);

    assertThat(right(start, Duration.ofSeconds(1))).isInstanceOf(PublishingRight.Asking.class);
    assertThat(right(start, Duration.ofSeconds(60))).isEqualTo(new PublishingRight.Granted(true));
  }

  @Test
  void restoredNoHistory_butHistoryFound_goesOnWithIt() throws IOException {
    head.offer(draft(10).entries(entry(1)).file());

    assertThat(right(start(OwnerStart.Situation.RESTORED_NO_HISTORY), Duration.ofSeconds(60)))
        .isEqualTo(GRANTED);
  }
}
