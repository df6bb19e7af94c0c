package org.annals.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MedianTest {
  @Test
  void of_oddCount_isTheMiddle() {
    assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
  }

  @Test
  void of_evenCount_isTheMeanOfTheTwoInTheMiddle() {
    assertThat(Median.of(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3.0);
  }
}
