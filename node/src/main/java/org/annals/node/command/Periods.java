package org.annals.node.command;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;

/** Periods as people write them: {@code 30d}, {@code 36h}, {@code 90m}, or {@code never}. */
final class Periods {
  private static final Pattern PERIOD = Pattern.compile("([1-9][0-9]{0,5})([dhm])");

  private Periods() {}

  /**
   * Reads one.
   *
   * @return empty for {@code never}
   */
  static Optional<Duration> parse(String text) throws CommandFailure {
    if (text.equals("never")) {
      return Optional.empty();
    }
    Matcher matcher = PERIOD.matcher(text);
    if (!matcher.matches()) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "'" + text + "' is no period.",
          "A period is a number of days, hours or minutes.",
          "Write it like '30d', '36h' or '90m', or 'never'.");
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "d" -> Duration.ofDays(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofMinutes(number);
        });
  }
}
