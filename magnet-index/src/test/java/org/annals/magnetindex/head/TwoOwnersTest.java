package org.annals.magnetindex.head;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.NOW;
import static org.annals.magnetindex.Samples.card;
import static org.annals.magnetindex.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.annals.magnetindex.Samples;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.catalogue.SignedCatalogue;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.magnetindex.owner.NextCatalogue;
import org.annals.magnetindex.owner.OwnerAnnouncement;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two homes with one key, partitions and heals: every member ends with the same head and all chunks
 * of both, and switches its head at most once per heal (threat T3).
 */
class TwoOwnersTest {

  @Test
  void partitionsAndHeals_someSeeds_membersEndEqual() throws IOException {
    for (int seed = 0; seed < 60; seed++) {
      new Simulation(seed).play();
    }
  }

  @Test
  @Tag("slow")
  void partitionsAndHeals_thousandSeeds_membersEndEqual() throws IOException {
    for (int seed = 0; seed < 1_000; seed++) {
      new Simulation(seed).play();
    }
  }

  /** Bytes that everybody may hear. */
  private record Word(boolean isCatalogue, byte[] bytes) {}

  /** One story. */
  private static final class Simulation {
    private final int seed;
    private final Random random;
    private final VirtualClock clock = new VirtualClock(NOW);
    private final CatalogueHead ownerA;
    private final CatalogueHead ownerB;
    private final List<CatalogueHead> members = new ArrayList<>();
    private int chunks;

    private Simulation(int seed) throws IOException {
      this.seed = seed;
      this.random = new Random(seed);
      this.ownerA = head();
      this.ownerB = head();
      for (int i = 0; i < 3; i++) {
        members.add(head());
      }
    }

    private CatalogueHead head() throws IOException {
      return CatalogueHead.open(
          COMMUNITY,
          new CatalogueHead.Surroundings(
              new InMemoryCatalogueStore(), Samples.SIGNATURES, clock, clock.ticker()));
    }

    private void play() throws IOException {
      deliver(publish(ownerA, Samples.HOME), true);
      for (int heal = 0; heal < 3; heal++) {
        List<Word> said = new ArrayList<>();
        int rounds = 1 + random.nextInt(3);
        for (int i = 0; i < rounds; i++) {
          clock.advance(Duration.ofMinutes(10));
          List<Word> a = publish(ownerA, Samples.HOME);
          List<Word> b = publish(ownerB, Samples.SECOND_HOME);
          said = new ArrayList<>(a);
          said.addAll(b);
          List<Word> now = new ArrayList<>(a);
          now.addAll(b);
          partly(now);
        }
        heal(said);
      }
      clock.advance(Duration.ofMinutes(10));
      deliver(publish(ownerA, Samples.HOME), true);
      assertEqualAndComplete();
    }

    /**
     * Everybody hears the newest of both sides, in an order of their own: old words are not said
     * again.
     */
    private void heal(List<Word> said) throws IOException {
      for (CatalogueHead member : all()) {
        List<Word> shuffled = new ArrayList<>(said);
        Collections.shuffle(shuffled, random);
        int switches = 0;
        Optional<CataloguePosition> before = member.view().accepted();
        for (Word word : shuffled) {
          hear(member, word);
          Optional<CataloguePosition> after = member.view().accepted();
          boolean sameSequence =
              before.isPresent() && after.isPresent() && after.get().sameSequence(before.get());
          switches += sameSequence && !after.equals(before) ? 1 : 0;
          before = after;
        }
        assertThat(switches).as("seed %d: switches", seed).isLessThanOrEqualTo(1);
      }
      for (CatalogueHead member : all()) {
        assertThat(member.view().accepted())
            .as("seed %d", seed)
            .isEqualTo(ownerA.view().accepted());
      }
    }

    /** Only some hear it now. */
    private void partly(List<Word> words) throws IOException {
      for (CatalogueHead member : members) {
        for (Word word : words) {
          if (random.nextInt(3) == 0) {
            hear(member, word);
          }
        }
      }
    }

    private void deliver(List<Word> words, boolean toAll) throws IOException {
      for (CatalogueHead node : toAll ? all() : members) {
        for (Word word : words) {
          hear(node, word);
        }
      }
    }

    private List<CatalogueHead> all() {
      List<CatalogueHead> all = new ArrayList<>(members);
      all.add(ownerA);
      all.add(ownerB);
      return all;
    }

    private static void hear(CatalogueHead head, Word word) throws IOException {
      HeadOutcome outcome = word.isCatalogue() ? head.offer(word.bytes()) : head.hear(word.bytes());
      assertThat(outcome).isNotInstanceOf(HeadOutcome.Rejected.class);
    }

    private List<Word> publish(CatalogueHead owner, InstanceId home) throws IOException {
      CatalogueChanges changes =
          CatalogueChanges.NONE.describing(card()).adding(List.of(entry(chunks++)));
      Catalogue next =
          NextCatalogue.of(
              owner.view(),
              changes,
              new NextCatalogue.Ground(COMMUNITY, home, false, clock.instant()));
      SignedCatalogue signed = CatalogueFile.sign(next, Samples.KEY, Samples.SIGNATURES);
      assertThat(owner.publish(signed)).isInstanceOf(HeadOutcome.Applied.class);
      byte[] announcement =
          OwnerAnnouncement.of(
                  owner.view(),
                  new OwnerAnnouncement.Speaker(Samples.KEY, home, List.of()),
                  Samples.SIGNATURES,
                  clock.instant())
              .orElseThrow()
              .bytes();
      return List.of(new Word(false, announcement), new Word(true, CatalogueFile.write(signed)));
    }

    private void assertEqualAndComplete() {
      HeadView expected = ownerA.view();
      assertThat(expected.listed()).as("seed %d: no chunk lost", seed).hasSize(chunks);
      for (CatalogueHead node : all()) {
        assertThat(node.view().accepted()).as("seed %d", seed).isEqualTo(expected.accepted());
        assertThat(node.view().listed()).as("seed %d", seed).isEqualTo(expected.listed());
        assertThat(node.view().alerts()).as("seed %d: resolved", seed).isEmpty();
      }
    }
  }
}
