package org.annals.magnetindex.head;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.NOW;
import static org.annals.magnetindex.Samples.chunk;
import static org.annals.magnetindex.Samples.draft;
import static org.annals.magnetindex.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.magnetindex.Samples;
import org.annals.magnetindex.Samples.Draft;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random orders of announcements and catalogues with restarts and failing disks, beside a model:
 * the accepted position is the highest of all that was taken, serving is off when one of the rivals
 * at that sequence says so (threats T2 and T20).
 */
class AcceptanceModelTest {
  private static final List<Item> POOL = pool();

  /** One thing that can be heard. */
  private record Item(
      CataloguePosition position, boolean serving, byte[] announcement, byte[] file) {}

  private static List<Item> pool() {
    List<Item> pool = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int sequence = 10; sequence < 16; sequence++) {
        for (int variant = 0; variant < (sequence % 3) + 1; variant++) {
          pool.add(item(epoch, sequence, variant));
        }
      }
    }
    return List.copyOf(pool);
  }

  private static Item item(int epoch, int sequence, int variant) {
    CatalogueStamp stamp =
        new CatalogueStamp(COMMUNITY, epoch, sequence, NOW.toEpochMilli(), Samples.HOME, List.of());
    Draft draft =
        draft(0)
            .stamp(stamp)
            .serving((epoch + sequence + variant) % 4 != 0)
            .entries(
                entry(1),
                entry(2),
                entry(3),
                entry(4),
                entry(5),
                entry(10 + epoch),
                entry(20 + sequence),
                entry(60 + variant));
    Draft removing =
        sequence % 5 == 0 ? draft.removed(RemovalReason.OWNER, chunk(50 + epoch)) : draft;
    return new Item(
        removing.signed().position(),
        draft.policy().serving(),
        removing.announcement().bytes(),
        removing.file());
  }

  @Test
  void anyOrder_someHundreds_modelHolds() throws IOException {
    run(1_500);
  }

  @Test
  @Tag("slow")
  void anyOrder_tenThousand_modelHolds() throws IOException {
    run(10_000);
  }

  private static void run(int seeds) throws IOException {
    for (int seed = 0; seed < seeds; seed++) {
      new Run(seed).play();
    }
  }

  /** One sequence of events. */
  private static final class Run {
    private final int seed;
    private final Random random;
    private final InMemoryCatalogueStore store = new InMemoryCatalogueStore();
    private final VirtualClock clock = new VirtualClock(NOW);
    private final List<Item> taken = new ArrayList<>();
    private final Set<ChunkId> removed = new HashSet<>();
    private Optional<CataloguePosition> highest = Optional.empty();
    private CatalogueHead head;

    private Run(int seed) throws IOException {
      this.seed = seed;
      this.random = new Random(seed);
      this.head = open();
    }

    private CatalogueHead open() throws IOException {
      return CatalogueHead.open(
          COMMUNITY,
          new CatalogueHead.Surroundings(store, Samples.SIGNATURES, clock, clock.ticker()));
    }

    private void play() throws IOException {
      int steps = 4 + random.nextInt(10);
      for (int i = 0; i < steps; i++) {
        if (random.nextInt(5) == 0) {
          head = open();
        } else {
          step(POOL.get(random.nextInt(POOL.size())));
        }
        check();
      }
    }

    private void step(Item item) throws IOException {
      boolean fails = random.nextInt(8) == 0;
      store.failNext(fails ? 1 : 0);
      HeadView before = head.view();
      try {
        if (random.nextBoolean()) {
          head.hear(item.announcement());
        } else {
          head.offer(item.file());
        }
        store.failNext(0);
        taken.add(item);
        if (highest.isEmpty() || item.position().compareTo(highest.get()) > 0) {
          highest = Optional.of(item.position());
        }
      } catch (IOException e) {
        assertThat(head.view())
            .as("seed %d: a failed write changes nothing", seed)
            .isEqualTo(before);
      }
    }

    private void check() throws IOException {
      HeadView view = head.view();
      assertThat(view.accepted()).as("seed %d", seed).isEqualTo(highest);
      boolean serving =
          taken.stream()
              .filter(item -> highest.filter(item.position()::sameSequence).isPresent())
              .allMatch(Item::serving);
      assertThat(view.serving()).as("seed %d: serving", seed).isEqualTo(serving);
      assertThat(view.contents().removed().keySet()).as("seed %d", seed).containsAll(removed);
      removed.addAll(view.contents().removed().keySet());
      assertThat(Collections.disjoint(view.listed().keySet(), removed))
          .as("seed %d", seed)
          .isTrue();
      Optional<CatalogueStore.Saved> saved = store.load(COMMUNITY);
      assertThat(saved.map(CatalogueStore.Saved::accepted)).isEqualTo(view.accepted());
    }
  }
}
