package org.annals.magnetindex.head;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.NOW;
import static org.annals.magnetindex.Samples.chunk;
import static org.annals.magnetindex.Samples.draft;
import static org.annals.magnetindex.Samples.entry;
import static org.annals.magnetindex.Samples.stamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.keys.Digest;
import org.annals.keys.SigningKind;
import org.annals.magnetindex.Samples;
import org.annals.magnetindex.Samples.Draft;
import org.annals.magnetindex.announcement.Announcement;
import org.annals.magnetindex.announcement.AnnouncementCodec;
import org.annals.magnetindex.announcement.AnnouncementFit;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.catalogue.SignedCatalogue;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
  private final InMemoryCatalogueStore store = new InMemoryCatalogueStore();
  private final VirtualClock clock = new VirtualClock(NOW);
  private CatalogueHead head;

  @BeforeEach
  void restart() throws IOException {
    head =
        CatalogueHead.open(
            COMMUNITY,
            new CatalogueHead.Surroundings(store, Samples.SIGNATURES, clock, clock.ticker()));
  }

  private HeadOutcome hear(Draft draft) throws IOException {
    return head.hear(draft.announcement().bytes());
  }

  private HeadOutcome offer(Draft draft) throws IOException {
    return head.offer(draft.file());
  }

  private Set<ChunkId> listed() {
    return head.view().listed().keySet();
  }

  private static HeadOutcome ignored(HeadOutcome.Ignored.Reason reason) {
    return new HeadOutcome.Ignored(reason);
  }

  @Test
  void hear_firstEver_acceptedWithoutQuietTime() throws IOException {
    Draft first = draft(100);

    assertThat(hear(first))
        .isInstanceOfSatisfying(
            HeadOutcome.Accepted.class,
            accepted -> {
              assertThat(accepted.quietTime()).isFalse();
              assertThat(accepted.before()).isEmpty();
            });
    assertThat(head.view().accepted()).contains(first.signed().position());
    assertThat(head.view().wanted()).containsExactly(Samples.link(first.signed()));
  }

  @Test
  void hear_parentIsAccepted_noQuietTime_otherwiseQuietTime() throws IOException {
    Draft first = draft(100);
    hear(first);
    Draft child = draft(101).stamp(stamp(101, first.signed().digest()));
    Draft stranger = draft(105);

    assertThat(hear(child))
        .isInstanceOfSatisfying(
            HeadOutcome.Accepted.class, accepted -> assertThat(accepted.quietTime()).isFalse());
    assertThat(hear(stranger))
        .isInstanceOfSatisfying(
            HeadOutcome.Accepted.class, accepted -> assertThat(accepted.quietTime()).isTrue());
  }

  @Test
  void hear_lowerOrSame_ignored() throws IOException {
    hear(draft(100));

    assertThat(hear(draft(99))).isEqualTo(ignored(HeadOutcome.Ignored.Reason.OLDER));
    assertThat(hear(draft(100))).isEqualTo(ignored(HeadOutcome.Ignored.Reason.KNOWN));
    CatalogueStamp oldEpoch =
        new CatalogueStamp(COMMUNITY, 0, 999, 1, Samples.HOME, stamp(1).parents());
    assertThat(hear(draft(1).stamp(oldEpoch))).isEqualTo(ignored(HeadOutcome.Ignored.Reason.OLDER));
  }

  @Test
  void hear_sameWithLaterIssue_refreshesAndNothingElse() throws IOException {
    Draft draft = draft(100);
    hear(draft);
    long later = NOW.toEpochMilli() + 5;
    HeadView before = head.view();

    HeadOutcome outcome = head.hear(draft.announcement(later).bytes());

    assertThat(outcome).isInstanceOf(HeadOutcome.Refreshed.class);
    assertThat(head.view().freshMillis()).isEqualTo(later);
    assertThat(head.view().accepted()).isEqualTo(before.accepted());
    assertThat(head.view().listed()).isEqualTo(before.listed());
    assertThat(head.hear(draft.announcement(later - 1).bytes()))
        .isEqualTo(ignored(HeadOutcome.Ignored.Reason.KNOWN));
  }

  @Test
  void hear_future_refusedAtTwentyFourHours() throws IOException {
    long day = 24L * 3600 * 1000;

    assertThat(head.hear(draft(1).announcement(NOW.toEpochMilli() + day + 1).bytes()))
        .isInstanceOf(HeadOutcome.Rejected.class);
    assertThat(head.hear(draft(1).announcement(NOW.toEpochMilli() + day).bytes()))
        .isInstanceOf(HeadOutcome.Accepted.class);
  }

  @Test
  void hear_steps_refusedBeyondTheLimits() throws IOException {
    hear(draft(100));

    assertThat(hear(draft(101 + (1L << 32)))).isInstanceOf(HeadOutcome.Rejected.class);
    assertThat(hear(draft(1).stamp(epoch(1_002)))).isInstanceOf(HeadOutcome.Rejected.class);
    assertThat(hear(draft(100 + (1L << 32)))).isInstanceOf(HeadOutcome.Accepted.class);
    assertThat(hear(draft(1).stamp(epoch(1_001)))).isInstanceOf(HeadOutcome.Accepted.class);
  }

  private static CatalogueStamp epoch(long epoch) {
    return new CatalogueStamp(
        COMMUNITY, epoch, 1, NOW.toEpochMilli(), Samples.HOME, stamp(1).parents());
  }

  @Test
  void offer_announced_comesIntoForce() throws IOException {
    Draft draft = draft(100).entries(entry(1), entry(2));
    hear(draft);

    assertThat(offer(draft))
        .isInstanceOfSatisfying(
            HeadOutcome.Applied.class,
            applied -> assertThat(applied.added()).containsExactly(entry(1), entry(2)));
    assertThat(listed()).containsExactlyInAnyOrder(chunk(1), chunk(2));
    assertThat(head.view().wanted()).isEmpty();
    assertThat(offer(draft)).isEqualTo(ignored(HeadOutcome.Ignored.Reason.KNOWN));
  }

  @Test
  void offer_older_ignored() throws IOException {
    hear(draft(100));

    assertThat(offer(draft(99).entries(entry(1))))
        .isEqualTo(ignored(HeadOutcome.Ignored.Reason.OLDER));
    assertThat(listed()).isEmpty();
  }

  @Test
  void offer_removedReturns_staysRemovedAndAlerts() throws IOException {
    offer(draft(100).entries(entry(1), entry(2), entry(3), entry(4)));
    offer(draft(101).entries(entry(2), entry(3), entry(4)).removed(RemovalReason.OWNER, chunk(1)));

    HeadOutcome outcome = offer(draft(102).entries(entry(1), entry(2), entry(3), entry(4)));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            HeadOutcome.Applied.class,
            applied ->
                assertThat(applied.alerts())
                    .contains(
                        new HeadAlert.RemovedReturned(Set.of(chunk(1))),
                        new HeadAlert.RemovalsForgotten(1)));
    assertThat(listed()).containsExactlyInAnyOrder(chunk(2), chunk(3), chunk(4));
    assertThat(head.view().contents().removed()).containsKey(chunk(1));
  }

  @Test
  void offer_entryVanishes_keptServedAlerted() throws IOException {
    offer(draft(100).entries(entry(1), entry(2)));

    offer(draft(101).entries(entry(2)));

    assertThat(listed()).contains(chunk(1));
    assertThat(head.view().alerts()).contains(new HeadAlert.Vanished(Set.of(chunk(1))));
    offer(draft(102).entries(entry(1), entry(2)));
    assertThat(head.view().alerts()).isEmpty();
  }

  @Test
  void offer_replacement_oldLeaves() throws IOException {
    offer(draft(100).entries(entry(1, 5, 0, 0), entry(2, 5, 1, 0), entry(3, 5, 2, 0)));

    HeadOutcome outcome =
        offer(draft(101).entries(entry(1, 5, 0, 0), entry(9, 5, 1, 1, chunk(2), chunk(3))));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            HeadOutcome.Applied.class,
            applied -> {
              assertThat(applied.superseded()).containsExactlyInAnyOrder(chunk(2), chunk(3));
              assertThat(applied.alerts()).isEmpty();
            });
    assertThat(listed()).containsExactlyInAnyOrder(chunk(1), chunk(9));
  }

  @Test
  void offer_badReplacement_oldStaysAndAlerts() throws IOException {
    offer(draft(100).entries(entry(1, 5, 0, 0), entry(2, 6, 0, 0)));

    offer(draft(101).entries(entry(9, 5, 0, 1, chunk(1), chunk(2))));

    assertThat(listed()).contains(chunk(1), chunk(2), chunk(9));
    assertThat(head.view().alerts()).contains(new HeadAlert.BadReplacement(chunk(9)));
  }

  @Test
  void offer_removesExactlyAQuarter_followed_moreWaitsForTheWord() throws IOException {
    offer(draft(100).entries(entry(1), entry(2), entry(3), entry(4)));
    offer(draft(101).entries(entry(2), entry(3), entry(4)).removed(RemovalReason.LEGAL, chunk(1)));
    assertThat(listed()).hasSize(3);
    Draft more =
        draft(102).entries(entry(3), entry(4)).removed(RemovalReason.OWNER, chunk(1), chunk(2));

    assertThat(offer(more))
        .isEqualTo(new HeadOutcome.Waiting(new HeadAlert.NeedsWord(more.signed().digest(), 1, 3)));
    assertThat(listed()).contains(chunk(2));
    restart();
    assertThat(head.view().waiting()).hasSize(1);
    assertThat(head.word(more.signed().digest(), true)).isInstanceOf(HeadOutcome.Applied.class);
    assertThat(listed()).containsExactlyInAnyOrder(chunk(3), chunk(4));
    assertThat(head.view().waiting()).isEmpty();
  }

  @Test
  void word_no_nothingIsRemovedAndTheCatalogueStaysOut() throws IOException {
    offer(draft(100).entries(entry(1), entry(2)));
    Draft more = draft(102).entries(entry(2)).removed(RemovalReason.OWNER, chunk(1));
    offer(more);

    head.word(more.signed().digest(), false);

    assertThat(listed()).containsExactlyInAnyOrder(chunk(1), chunk(2));
    assertThat(offer(more)).isEqualTo(ignored(HeadOutcome.Ignored.Reason.DECLINED));
    assertThat(head.view().waiting()).isEmpty();
    restart();
    assertThat(offer(more)).isEqualTo(ignored(HeadOutcome.Ignored.Reason.DECLINED));
  }

  @Test
  void hear_twoOfOneSequence_lowerDigestIsHead_bothKept() throws IOException {
    Draft a = draft(100).entries(entry(1));
    Draft b = draft(100).entries(entry(2)).serving(false);
    hear(a);
    hear(b);
    offer(b);
    offer(a);

    boolean aIsLower = a.signed().digest().compareTo(b.signed().digest()) < 0;
    HeadView view = head.view();
    assertThat(view.accepted()).contains((aIsLower ? a : b).signed().position());
    assertThat(view.alerts()).anyMatch(HeadAlert.Equivocation.class::isInstance);
    assertThat(view.serving()).isFalse();
    assertThat(listed()).containsExactlyInAnyOrder(chunk(1), chunk(2));
    assertThat(view.contents().applied()).hasSize(2);
    assertThat(store.evidence(COMMUNITY)).hasSize(2);
    assertThat(store.evidence(COMMUNITY)).allMatch(proof -> proof.announcement().isPresent());
  }

  @Test
  void offer_higherAfterEquivocation_endsIt() throws IOException {
    Draft a = draft(100).entries(entry(1));
    Draft b = draft(100).entries(entry(2));
    offer(a);
    offer(b);

    offer(
        draft(101)
            .stamp(stamp(101, a.signed().digest(), b.signed().digest()))
            .entries(entry(1), entry(2)));

    assertThat(head.view().alerts()).isEmpty();
    assertThat(head.view().rivals()).hasSize(1);
    assertThat(store.evidence(COMMUNITY)).hasSize(2);
  }

  @Test
  void hear_serviceSwitch_offIsAtOnceAndOnlyAHigherSequenceSwitchesOn() throws IOException {
    Draft on = draft(100).entries(entry(1));
    offer(on);
    hear(on);
    Draft off = draft(101).entries(entry(1)).serving(false);

    hear(off);

    assertThat(head.view().serving()).isFalse();
    assertThat(head.view().lists(chunk(1))).isFalse();
    head.hear(on.announcement(NOW.toEpochMilli() + 1_000).bytes());
    assertThat(head.view().serving()).isFalse();
    restart();
    assertThat(head.view().serving()).isFalse();
    hear(draft(102).entries(entry(1)));
    assertThat(head.view().serving()).isTrue();
  }

  @Test
  void hear_announcedEntries_listedBeforeTheCatalogueIsThere() throws IOException {
    Draft draft = draft(100).entries(entry(1), entry(2));
    SignedAnnouncement signed =
        AnnouncementFit.sign(
            new AnnouncementFit.Wish(
                draft.stamp(), Samples.link(draft.signed()), true, draft.entries(), List.of()),
            Samples.KEY,
            Samples.SIGNATURES);

    head.hear(signed.bytes());

    assertThat(listed()).containsExactlyInAnyOrder(chunk(1), chunk(2));
  }

  @Test
  void offer_otherPlaceThanAnnounced_refusedAndNoLongerWanted() throws IOException {
    Draft real = draft(5).entries(entry(1));
    SignedAnnouncement lying =
        AnnouncementCodec.sign(
            new Announcement(stamp(100), Samples.link(real.signed()), true, List.of(), List.of()),
            Samples.KEY,
            Samples.SIGNATURES);
    head.hear(lying.bytes());
    assertThat(head.view().wanted()).hasSize(1);

    assertThat(offer(real)).isInstanceOf(HeadOutcome.Rejected.class);

    assertThat(head.view().wanted()).isEmpty();
    assertThat(listed()).isEmpty();
  }

  @Test
  void hear_storeFails_nothingChanged() throws IOException {
    hear(draft(100));
    HeadView before = head.view();
    store.failNext(1);

    assertThatThrownBy(() -> hear(draft(101))).isInstanceOf(IOException.class);

    assertThat(head.view()).isEqualTo(before);
    assertThat(hear(draft(101))).isInstanceOf(HeadOutcome.Accepted.class);
  }

  @Test
  void restart_everything_isAsBefore() throws IOException {
    Draft a = draft(100).entries(entry(1), entry(2), entry(3), entry(4), entry(5));
    offer(a);
    offer(draft(101).entries(entry(2), entry(3), entry(4)).removed(RemovalReason.LEGAL, chunk(1)));
    hear(draft(102));
    hear(draft(102).entries(entry(9)));
    HeadView before = head.view();

    restart();

    HeadView after = head.view();
    assertThat(after.accepted()).isEqualTo(before.accepted());
    assertThat(after.contents()).isEqualTo(before.contents());
    assertThat(after.listed()).isEqualTo(before.listed());
    assertThat(after.rivals()).isEqualTo(before.rivals());
    assertThat(after.wanted()).isEqualTo(before.wanted());
    assertThat(after.freshMillis()).isEqualTo(before.freshMillis());
    assertThat(after.link()).isEqualTo(before.link());
  }

  @Test
  void fetched_notTheAnnouncedCatalogue_isNotWantedAnyMore() throws IOException {
    Draft announced = draft(100);
    head.hear(announced.announcement().bytes());

    HeadOutcome outcome = head.fetched(Samples.link(announced.signed()), new byte[100]);

    assertThat(outcome).isInstanceOf(HeadOutcome.Rejected.class);
    assertThat(head.view().wanted()).isEmpty();
    assertThat(head.view().accepted()).contains(announced.signed().position());
    restart();
    assertThat(head.view().wanted()).isEmpty();
  }

  @Test
  void fetched_newerFormat_alertsAndWaitsForTheUpdate() throws IOException {
    byte[] body = new CanonicalWriter().uint64(1, 2).uint64(77, 1).toByteArray();
    Digest digest = Digest.sha256(body);
    byte[] file =
        CatalogueFile.write(
            new SignedCatalogue(
                draft(1).catalogue(),
                digest,
                Samples.SIGNATURES.sign(SigningKind.CATALOGUE, Samples.KEY, digest),
                body));
    CatalogueLink link = CatalogueLink.of(digest, file);
    head.hear(
        AnnouncementCodec.sign(
                new Announcement(stamp(100), link, true, List.of(), List.of()),
                Samples.KEY,
                Samples.SIGNATURES)
            .bytes());

    assertThat(head.fetched(link, file)).isInstanceOf(HeadOutcome.Unsupported.class);

    assertThat(head.view().wanted()).isEmpty();
    assertThat(head.view().alerts()).containsExactly(new HeadAlert.UpdateNeeded("format 2"));
    restart();
    assertThat(head.view().wanted()).containsExactly(link);
  }

  @Test
  void hear_floodOfFalseSignatures_checksFewAndRecovers() throws IOException {
    byte[] bytes = draft(100).announcement().bytes();
    bytes[bytes.length - 10] ^= 1;
    int checked = 0;
    for (int i = 0; i < 10_000; i++) {
      clock.advance(Duration.ofNanos(100_000));
      checked += head.hear(bytes) instanceof HeadOutcome.Rejected ? 1 : 0;
    }

    assertThat(checked).isBetween(CheckBudget.BURST, CheckBudget.BURST + 51);
    assertThat(store.savings()).isZero();
    assertThat(hear(draft(100))).isEqualTo(ignored(HeadOutcome.Ignored.Reason.BUSY));
    clock.advance(Duration.ofSeconds(1));
    assertThat(hear(draft(100))).isInstanceOf(HeadOutcome.Accepted.class);
  }
}
