package org.annals.bench.history;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Picks indexes by Zipf-Mandelbrot's law, (rank + q) to the power of -s. Immutable. */
final class Weights {
  private final double[] cumulated;

  private Weights(double[] cumulated) {
    this.cumulated = cumulated;
  }

  static Weights zipf(int count, double s, double q) {
    double[] cumulated = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.pow(i + 1 + q, -s);
      cumulated[i] = sum;
    }
    return new Weights(cumulated);
  }

  int pick(RandomGenerator random) {
    double at = random.nextDouble() * cumulated[cumulated.length - 1];
    int found = Arrays.binarySearch(cumulated, at);
    return Math.min(found < 0 ? -found - 1 : found, cumulated.length - 1);
  }
}
