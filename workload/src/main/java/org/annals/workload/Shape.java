package org.annals.workload;

/**
 * How large a community is, beside its messages.
 *
 * @param channels 1 or more
 * @param threads short channels that live for some days
 * @param authors 3 or more
 * @param authorShift q of the Zipf-Mandelbrot weights (r + q)^-1.5: how far the most active authors
 *     are levelled
 * @param botShare share of messages by programs, 0 to 1
 */
public record Shape(int channels, int threads, int authors, double authorShift, double botShare) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a number is out of range
   */
  public Shape {
    if (channels < 1 || threads < 0 || authors < 3 || botShare < 0 || botShare > 1) {
      throw new IllegalArgumentException("channels >= 1, threads >= 0, authors >= 3 are needed");
    }
  }

  /** What real communities with so many messages have: 10,000 and 1,000,000 fix the curve. */
  public static Shape ofMessages(int messages) {
    double decades = StrictMath.log10(Math.max(100, messages) / 10_000.0);
    return new Shape(
        Math.max(2, (int) Math.round(8 * StrictMath.pow(10, 0.4375 * decades))),
        (int) Math.round(30 * StrictMath.pow(10, decades)),
        Math.max(8, (int) Math.round(250 * StrictMath.pow(10, 0.84 * decades))),
        Math.max(1, 6 + 4.5 * decades),
        Math.max(0.03, Math.min(0.1, 0.05 + 0.015 * decades)));
  }
}
