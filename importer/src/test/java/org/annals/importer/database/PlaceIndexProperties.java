package org.annals.importer.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.h2.mvstore.MVStore;

/** The index against a sorted set. */
class PlaceIndexProperties {
  private static final int COMMITS = 60;

  private final MVStore store = MVStore.open(null);
  private final NavigableSet<Place> model = new TreeSet<>();
  private PlaceIndex index = PlaceIndex.open(store, "places");

  /** Some prefixes come again and again, and some lie close together. */
  private static Place place(Random random) {
    long prefix =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(50);
          case 1 -> -1 - random.nextInt(3000);
          case 2 -> 0;
          default -> random.nextLong();
        };
    return new Place(prefix, random.nextInt(1000));
  }

  private void requireSame(long prefix) {
    long[] expected =
        model.subSet(Place.first(prefix), true, new Place(prefix, -1), true).stream()
            .mapToLong(Place::clock)
            .toArray();
    if (!Arrays.equals(index.clocks(prefix), expected)
        || index.has(prefix) != (expected.length > 0)) {
      throw new AssertionError(Arrays.toString(expected) + " expected of " + prefix);
    }
  }

  private void change(Random random) {
    int size = random.nextInt(600);
    for (int i = 0; i < size; i++) {
      Place place = place(random);
      if (random.nextInt(5) > 0) {
        index.add(place);
        model.add(place);
      } else {
        Place held = model.ceiling(place);
        Place gone = held == null || random.nextInt(9) == 0 ? place : held;
        index.remove(gone);
        model.remove(gone);
      }
    }
  }

  @Property(tries = 10)
  void clocks_afterAnyChangesAndOpenings_areThoseOfASortedSet(@ForAll long seed) {
    Random random = new Random(seed);
    for (int commit = 0; commit < COMMITS; commit++) {
      change(random);
      if (random.nextInt(4) > 0) {
        index.store();
        index = PlaceIndex.open(store, "places");
      }
    }
    assertThat(index.isEmpty()).isEqualTo(model.isEmpty());
    model.stream().mapToLong(Place::prefix).distinct().forEach(this::requireSame);
    for (int i = 0; i < 200; i++) {
      requireSame(place(random).prefix());
    }
  }

  @Example
  void store_manyPlaces_writesFewRecentOnesAgain() {
    Random random = new Random(1);
    long[] most = {0};
    for (int commit = 0; commit < 100; commit++) {
      for (int i = 0; i < 3000; i++) {
        index.add(new Place(random.nextLong(), commit));
      }
      index.store();
      long[] recent = {0};
      index.maps().get(1).forEach((slice, run) -> recent[0] += run.length);
      most[0] = Math.max(most[0], recent[0]);
    }
    assertThat(index.maps().get(0).sizeAsLong()).isBetween(200_000L / 256, 300_000L / 128);
    assertThat(most[0]).isLessThan(300_000L * Keys.PLACE / 4);
  }
}
