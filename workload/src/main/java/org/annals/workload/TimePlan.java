package org.annals.workload;

/**
 * How messages spread over a period: hours of the day, days of the week, and for several years
 * growth, peak and plateau. Times are milliseconds since the epoch, UTC.
 */
final class TimePlan {
  static final long HOUR = 3_600_000;

  private static final int HOURS_PER_WEEK = 168;
  private static final int YEARS = 104;
  private static final double[] HOURS = {
    .023, .022, .020, .021, .021, .019, .021, .032, .039, .046, .048, .049, .057, .069, .077, .081,
    .073, .059, .047, .041, .042, .038, .032, .026
  };
  // A window begins on a Thursday, as the epoch does.
  private static final double[] DAYS = {.190, .172, .063, .058, .157, .175, .186};
  private static final double[] RAMP = {.1, .6, 1, .65, .4, .4, .5};

  private final long start;
  private final double[] cumulative;

  TimePlan(WorkloadSpec spec) {
    start = spec.first().startSeconds() * 1_000;
    cumulative = new double[spec.weeks() * HOURS_PER_WEEK];
    double sum = 0;
    for (int hour = 0; hour < cumulative.length; hour++) {
      sum += HOURS[hour % 24] * DAYS[hour / 24 % 7] * ramp(hour, spec.weeks());
      cumulative[hour] = sum;
    }
    for (int hour = 0; hour < cumulative.length; hour++) {
      cumulative[hour] /= sum;
    }
  }

  private double ramp(int hour, int weeks) {
    if (weeks < YEARS) {
      return 1;
    }
    double place = (double) hour / cumulative.length * (RAMP.length - 1);
    int before = (int) place;
    return RAMP[before] + (RAMP[before + 1] - RAMP[before]) * (place - before);
  }

  int hours() {
    return cumulative.length;
  }

  long start(int hour) {
    return start + hour * HOUR;
  }

  long end() {
    return start(hours());
  }

  /** How many of so many have happened at the end of an hour. */
  long until(int hour, long total) {
    return hour == hours() - 1 ? total : Math.round(cumulative[hour] * total);
  }
}
