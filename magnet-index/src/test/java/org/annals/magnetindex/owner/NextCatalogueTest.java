package org.annals.magnetindex.owner;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.HOME;
import static org.annals.magnetindex.Samples.KEY;
import static org.annals.magnetindex.Samples.NOW;
import static org.annals.magnetindex.Samples.SIGNATURES;
import static org.annals.magnetindex.Samples.chunk;
import static org.annals.magnetindex.Samples.draft;
import static org.annals.magnetindex.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.GroupId;
import org.annals.magnetindex.Samples.Draft;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.catalogue.SignedCatalogue;
import org.annals.magnetindex.head.CatalogueHead;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.head.InMemoryCatalogueStore;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NextCatalogueTest {
  private static final NextCatalogue.Ground GROUND =
      new NextCatalogue.Ground(COMMUNITY, HOME, false, NOW);

  private final VirtualClock clock = new VirtualClock(NOW);
  private final InMemoryCatalogueStore store = new InMemoryCatalogueStore();
  private CatalogueHead head;

  @BeforeEach
  void openHead() throws IOException {
    head =
        CatalogueHead.open(
            COMMUNITY, new CatalogueHead.Surroundings(store, SIGNATURES, clock, clock.ticker()));
  }

  private Catalogue next(CatalogueChanges changes) {
    return NextCatalogue.of(head.view(), changes, GROUND);
  }

  private static CatalogueChanges adding(CatalogueEntry... entries) {
    return CatalogueChanges.NONE.adding(List.of(entries));
  }

  @Test
  void of_first_sequenceIsTheTime() {
    Catalogue first = next(adding(entry(1)).sealedUntil(GroupId.PUBLIC, 77));

    assertThat(first.stamp().sequence()).isEqualTo(NOW.getEpochSecond());
    assertThat(first.stamp().epoch()).isZero();
    assertThat(first.stamp().parents()).isEmpty();
    assertThat(first.entries()).containsExactly(entry(1));
    assertThat(first.sealedUntil()).containsEntry(GroupId.PUBLIC, 77L);
  }

  @Test
  void of_lastIsAheadOfTheClock_sequenceGrowsByOne() throws IOException {
    long ahead = NOW.getEpochSecond() + 500;
    Draft last = draft(ahead).entries(entry(1));
    head.offer(last.file());

    Catalogue next = next(adding(entry(2)));

    assertThat(next.stamp().sequence()).isEqualTo(ahead + 1);
    assertThat(next.stamp().epoch()).isEqualTo(1);
    assertThat(next.stamp().parents()).containsExactly(last.signed().digest());
    assertThat(next.entries()).containsExactly(entry(1), entry(2));
  }

  @Test
  void of_newEpoch_isOneMore() {
    Catalogue next =
        NextCatalogue.of(
            head.view(),
            CatalogueChanges.NONE,
            new NextCatalogue.Ground(COMMUNITY, HOME, true, NOW));

    assertThat(next.stamp().epoch()).isEqualTo(1);
  }

  @Test
  void of_rivals_unionWithBothAsParents() throws IOException {
    Draft a = draft(100).entries(entry(1));
    Draft b = draft(100).entries(entry(2));
    head.offer(a.file());
    head.offer(b.file());

    Catalogue next = next(CatalogueChanges.NONE);

    assertThat(next.entries()).containsExactly(entry(1), entry(2));
    assertThat(next.stamp().parents())
        .containsExactlyInAnyOrder(a.signed().digest(), b.signed().digest());
  }

  @Test
  void of_removal_leavesTheEntriesAndIsKeptForEver() throws IOException {
    head.offer(
        draft(100).entries(entry(1), entry(2)).removed(RemovalReason.LEGAL, chunk(9)).file());

    Catalogue next = next(CatalogueChanges.NONE.removing(Map.of(chunk(1), RemovalReason.OWNER)));

    assertThat(next.entries()).containsExactly(entry(2));
    assertThat(next.removed())
        .containsExactlyInAnyOrder(
            new RemovedChunk(chunk(9), RemovalReason.LEGAL, 100),
            new RemovedChunk(chunk(1), RemovalReason.OWNER, next.stamp().sequence()));
    assertThatThrownBy(() -> next(adding(entry(9)))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_replacement_namesItsForebearsToo() throws IOException {
    head.offer(draft(100).entries(entry(2, 5, 0, 1, chunk(1)), entry(4, 5, 1, 0)).file());

    Catalogue next = next(adding(entry(3, 5, 0, 2, chunk(2), chunk(4))));

    assertThat(next.entries()).containsExactly(entry(3, 5, 0, 2, chunk(1), chunk(2), chunk(4)));
  }

  @Test
  void of_badReplacement_refused() throws IOException {
    head.offer(draft(100).entries(entry(2, 5, 0, 1, chunk(1))).file());

    assertThatThrownBy(() -> next(adding(entry(3, 5, 0, 3, chunk(2)))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> next(adding(entry(3, 6, 0, 2, chunk(2)))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> next(adding(entry(3, 5, 1, 2, chunk(2)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_memberThatMissedTheMiddle_seesNothingVanish() throws IOException {
    head.offer(draft(100).entries(entry(1, 5, 0, 0), entry(2, 5, 1, 0)).file());
    Draft middle = draft(101).entries(entry(3, 5, 0, 1, chunk(1), chunk(2)));
    CatalogueHead owner = head;
    openHead();
    CatalogueHead member = head;
    member.offer(draft(100).entries(entry(1, 5, 0, 0), entry(2, 5, 1, 0)).file());
    owner.offer(middle.file());
    Catalogue next = NextCatalogue.of(owner.view(), adding(entry(4, 5, 0, 2, chunk(3))), GROUND);

    member.offer(CatalogueFile.write(CatalogueFile.sign(next, KEY, SIGNATURES)));

    assertThat(member.view().alerts()).isEmpty();
    assertThat(member.view().listed().keySet()).containsExactly(chunk(4));
  }

  private SignedAnnouncement announcement() {
    return OwnerAnnouncement.of(
            head.view(),
            new OwnerAnnouncement.Speaker(KEY, HOME, List.of()),
            SIGNATURES,
            clock.instant())
        .orElseThrow();
  }

  private void publish(CatalogueChanges changes) throws IOException {
    Catalogue next =
        NextCatalogue.of(
            head.view(),
            changes,
            new NextCatalogue.Ground(COMMUNITY, HOME, false, clock.instant()));
    SignedCatalogue signed = CatalogueFile.sign(next, KEY, SIGNATURES);
    assertThat(head.publish(signed)).isInstanceOf(HeadOutcome.Applied.class);
    assertThat(store.catalogue(COMMUNITY, signed.digest())).isPresent();
  }

  @Test
  void publish_thenAnnounce_headKnowsItsOwnWords() throws IOException {
    publish(adding(entry(1)));
    SignedAnnouncement first = announcement();

    assertThat(head.hear(first.bytes())).isInstanceOf(HeadOutcome.Refreshed.class);
    assertThat(first.announcement().newest()).containsExactly(entry(1));
    clock.advance(Duration.ofHours(6));
    SignedAnnouncement second = announcement();
    assertThat(head.hear(second.bytes())).isInstanceOf(HeadOutcome.Refreshed.class);
    assertThat(head.view().newest().map(SignedAnnouncement::bytes))
        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(second.bytes()));
  }

  @Test
  void announce_servingOff_exactlyTheSameIsRepeated() throws IOException {
    publish(adding(entry(1)));
    clock.advance(Duration.ofHours(1));
    publish(CatalogueChanges.NONE.ruling(Policy.DEFAULT.withServing(false)));
    SignedAnnouncement off = announcement();
    assertThat(off.announcement().serving()).isFalse();
    head.hear(off.bytes());
    clock.advance(Duration.ofHours(6));

    assertThat(announcement().bytes()).isEqualTo(off.bytes());
  }

  @Test
  void announce_catalogueNotHere_nothing() throws IOException {
    head.hear(draft(100).announcement().bytes());

    Optional<SignedAnnouncement> announcement =
        OwnerAnnouncement.of(
            head.view(),
            new OwnerAnnouncement.Speaker(KEY, HOME, List.of()),
            SIGNATURES,
            clock.instant());

    assertThat(announcement).isEmpty();
  }
}
