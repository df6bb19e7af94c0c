package org.annals.quota.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the end of a pause as people write it, in small letters. */
final class PauseText {
  private static final Pattern DURATION =
      Pattern.compile("(?:([0-9]{1,4})d)? ?(?:([0-9]{1,4})h)? ?(?:([0-9]{1,5})m(?:in)?)?");
  private static final Pattern UNTIL =
      Pattern.compile(
          "until (?:(tomorrow|[0-9]{4}-[0-9]{2}-[0-9]{2})[ t]?)?([0-9]{1,2}:[0-9]{2})?");

  private PauseText() {}

  static Optional<Instant> end(String text, ZonedDateTime now) {
    Matcher duration = DURATION.matcher(text);
    if (duration.matches()) {
      return Optional.of(
          now.toInstant()
              .plus(Duration.ofDays(number(duration.group(1))))
              .plus(Duration.ofHours(number(duration.group(2))))
              .plus(Duration.ofMinutes(number(duration.group(3)))));
    }
    Matcher until = UNTIL.matcher(text);
    if (!until.matches() || (until.group(1) == null && until.group(2) == null)) {
      return Optional.empty();
    }
    try {
      return Optional.of(moment(until, now));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Instant moment(Matcher until, ZonedDateTime now) {
    LocalTime time = LocalTime.MIDNIGHT;
    if (until.group(2) != null) {
      time = LocalTime.parse(until.group(2).length() == 4 ? "0" + until.group(2) : until.group(2));
    }
    LocalDate day = now.toLocalDate();
    if (until.group(1) == null) {
      // A time alone is the next one that a wall clock will show.
      ZonedDateTime today = day.atTime(time).atZone(now.getZone());
      return (today.isAfter(now) ? today : day.plusDays(1).atTime(time).atZone(now.getZone()))
          .toInstant();
    }
    day = until.group(1).equals("tomorrow") ? day.plusDays(1) : LocalDate.parse(until.group(1));
    return day.atTime(time).atZone(now.getZone()).toInstant();
  }
}
