package org.annals.importer.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PrefixFilterTest {
  private static final int ENTRIES = 100_000;

  private static LongStream prefixes(int seed) {
    return new Random(seed).longs(ENTRIES);
  }

  @Test
  void mayContain_whatWasAdded_always() {
    PrefixFilter filter = new PrefixFilter(ENTRIES);
    prefixes(1).forEach(filter::add);
    filter.add(0);
    assertThat(prefixes(1).allMatch(filter::mayContain)).isTrue();
    assertThat(filter.mayContain(0)).isTrue();
  }

  @Test
  void mayContain_others_isRare() {
    PrefixFilter filter = new PrefixFilter(ENTRIES);
    prefixes(1).forEach(filter::add);
    assertThat(prefixes(2).filter(filter::mayContain).count()).isLessThan(ENTRIES / 200);
  }

  @Test
  void mayContain_neighbouringNumbers_isRareToo() {
    PrefixFilter filter = new PrefixFilter(ENTRIES);
    LongStream.range(0, ENTRIES).forEach(filter::add);
    long wrong = LongStream.range(ENTRIES, 2 * ENTRIES).filter(filter::mayContain).count();
    assertThat(wrong).isLessThan(ENTRIES / 200);
  }

  @Test
  void isOverfull_moreThanItsCapacity_saysSo() {
    PrefixFilter filter = new PrefixFilter(2);
    filter.add(1);
    filter.add(2);
    assertThat(filter.isOverfull()).isFalse();
    filter.add(3);
    assertThat(filter.isOverfull()).isTrue();
  }
}
