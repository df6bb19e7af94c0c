package org.annals.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  @Test
  void requireAllKnown_misspeltOption_isRefused() {
    Options options = Options.of("--messages", "5", "--ronuds", "3");
    assertThat(options.count("messages", 1)).isEqualTo(5);
    assertThat(options.count("rounds", 7)).isEqualTo(7);

    assertThatThrownBy(options::requireAllKnown).hasMessageContaining("ronuds");
  }

  @Test
  void counts_list_isRead() {
    assertThat(Options.of("--leechers", "1,8").counts("leechers", "3")).isEqualTo(List.of(1, 8));
  }

  @Test
  void of_optionWithoutValue_isRefused() {
    assertThatThrownBy(() -> Options.of("--messages")).isInstanceOf(IllegalArgumentException.class);
  }
}
