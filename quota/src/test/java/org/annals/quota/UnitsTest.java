package org.annals.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {

  @Property
  void cap_written_readsBackAsTheSame(@ForAll @LongRange(min = 0) long bytes) {
    StorageCap cap = StorageCap.bytes(bytes);
    assertThat(Units.cap(Units.text(cap))).contains(cap);
  }

  @Property
  void cap_wholeUnits_areWrittenBriefly(@ForAll @LongRange(min = 1, max = 1023) long number) {
    assertThat(Units.text(number << 30)).isEqualTo(number + "GiB");
    assertThat(Units.bytes(number + "gib")).hasValue(number << 30);
  }

  @Property
  void rate_written_readsBackAsTheSame(
      @ForAll @LongRange(min = 0, max = Rate.Limited.MAX) long bytes) {
    Rate rate = Rate.bytesPerSecond(bytes);
    assertThat(Units.rate(Units.text(rate))).contains(rate);
  }

  @Property
  void anyText_isReadOrNot_withoutAnException(@ForAll @StringLength(max = 12) String text) {
    assertThat(Units.cap(text).isPresent()).isIn(true, false);
    assertThat(Units.rate(text).isPresent()).isIn(true, false);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0GiB, 0",
    "512B, 512",
    "4GiB, 4294967296",
    "4 gib, 4294967296",
    "1.5MiB, 1572864",
    "500MB, 500000000",
    "1k, 1024",
    "2T, 2199023255552",
  })
  void bytes_asPeopleWriteThem(String text, long bytes) {
    assertThat(Units.bytes(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "100", "-1MiB", "4GiX", "ib", "MiB", "1e9B", "1,5MiB", "9999999PiB", "٣MiB"})
  void bytes_thatSayNothingClear_areNone(String text) {
    assertThat(Units.bytes(text)).isEqualTo(OptionalLong.empty());
    assertThat(Units.rate(text)).isEmpty();
  }

  @Test
  void unlimitedAndNothing_areTwoThings() {
    assertThat(Units.rate("unlimited")).contains(Rate.unlimited());
    assertThat(Units.rate("Unlimited")).contains(Rate.unlimited());
    assertThat(Units.rate("0")).contains(Rate.stop());
    assertThat(Units.cap("unlimited")).contains(StorageCap.unlimited());
    assertThat(Units.text(Rate.unlimited())).isEqualTo("unlimited");
    assertThat(Units.text(Rate.stop())).isEqualTo("0");
  }

  @Test
  void rate_withAndWithoutPerSecond() {
    assertThat(Units.rate("512KiB/s")).contains(Rate.bytesPerSecond(512 << 10));
    assertThat(Units.rate("512KiB")).contains(Rate.bytesPerSecond(512 << 10));
    assertThat(Units.rate("1TiB/s")).isPresent();
    assertThat(Units.rate("2TiB/s")).isEmpty();
  }
}
