package org.annals.quota;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes and rates as people write them: {@code 4GiB}, {@code 1.5 MiB}, {@code 500MB}, {@code
 * 512KiB/s}, {@code unlimited}, {@code 0}. What is written here reads back as the same number.
 *
 * <p>A number other than 0 needs its unit: nobody can tell whether 100 means bytes or kilobytes.
 */
public final class Units {
  /** What {@link #cap} takes. */
  public static final String SIZES =
      "A size is a number with a unit, such as 500MiB or 4GiB (1KiB = 1024 bytes, 1KB = 1000), 0, or"
          + " 'unlimited'.";

  /** What {@link #rate} takes. */
  public static final String RATES =
      "A rate is a number with a unit, such as 512KiB/s or 2MiB/s (up to 1TiB/s), 0 to stop, or"
          + " 'unlimited'.";

  private static final String UNLIMITED = "unlimited";
  private static final Pattern NUMBER =
      Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?) ?([a-z]{0,3})");
  private static final List<String> PREFIXES = List.of("", "k", "m", "g", "t", "p");

  private Units() {}

  /** Reads a number of bytes; empty when it is none. */
  public static OptionalLong bytes(String text) {
    Matcher matcher = NUMBER.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    if (matcher.group(2).isEmpty()) {
      return number.signum() == 0 ? OptionalLong.of(0) : OptionalLong.empty();
    }
    return unit(matcher.group(2))
        .map(number::multiply)
        .filter(bytes -> bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0)
        .map(bytes -> OptionalLong.of(bytes.longValue()))
        .orElse(OptionalLong.empty());
  }

  /** Binary with an i, decimal without; a lone letter is binary, as most tools have it. */
  private static Optional<BigDecimal> unit(String name) {
    boolean binary = name.endsWith("ib") || (name.length() == 1 && !name.equals("b"));
    String prefix = name.replaceFirst("i?b$", "");
    int power = PREFIXES.indexOf(prefix);
    if (power < 0 || name.equals("ib")) {
      return Optional.empty();
    }
    return Optional.of(BigDecimal.valueOf(binary ? 1024 : 1000).pow(power));
  }

  /** Reads a cap; empty when it is none. */
  public static Optional<StorageCap> cap(String text) {
    if (isUnlimited(text)) {
      return Optional.of(StorageCap.unlimited());
    }
    OptionalLong bytes = bytes(text);
    return bytes.isPresent() ? Optional.of(StorageCap.bytes(bytes.getAsLong())) : Optional.empty();
  }

  /** Reads a rate, with or without {@code /s}; empty when it is none. */
  public static Optional<Rate> rate(String text) {
    if (isUnlimited(text)) {
      return Optional.of(Rate.unlimited());
    }
    OptionalLong bytes = bytes(text.strip().replaceFirst("(?i) ?/s$", ""));
    return bytes.isPresent() && bytes.getAsLong() <= Rate.Limited.MAX
        ? Optional.of(Rate.bytesPerSecond(bytes.getAsLong()))
        : Optional.empty();
  }

  private static boolean isUnlimited(String text) {
    return text.strip().equalsIgnoreCase(UNLIMITED);
  }

  /** Writes bytes exactly, in the largest binary unit that leaves a whole number. */
  public static String text(long bytes) {
    if (bytes == 0) {
      return "0";
    }
    long number = bytes;
    int power = 0;
    while (number % 1024 == 0 && power < PREFIXES.size() - 1) {
      number /= 1024;
      power++;
    }
    String prefix = PREFIXES.get(power).toUpperCase(Locale.ROOT);
    return number + (power == 0 ? "B" : prefix + "iB");
  }

  /** Writes a cap exactly. */
  public static String text(StorageCap cap) {
    return cap instanceof StorageCap.Limited limited ? text(limited.bytes()) : UNLIMITED;
  }

  /** Writes a rate exactly; 0 for a stop. */
  public static String text(Rate rate) {
    if (!(rate instanceof Rate.Limited limited)) {
      return UNLIMITED;
    }
    return limited.bytesPerSecond() == 0 ? "0" : text(limited.bytesPerSecond()) + "/s";
  }
}
