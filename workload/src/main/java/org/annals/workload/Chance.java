package org.annals.workload;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random numbers of the distributions that the tables name. Only strict arithmetic, so that every
 * platform draws the same.
 */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  double uniform() {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  boolean happens(double probability) {
    return uniform() < probability;
  }

  int below(int bound) {
    return (int) (uniform() * bound);
  }

  long bits() {
    return random.nextLong();
  }

  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
  }

  double logNormal(double median, double sigma) {
    return median * StrictMath.exp(sigma * normal());
  }

  /** 1 or more, with this mean. */
  int geometric(double mean) {
    int value = 1;
    while (value < 50 && happens(1 - 1 / mean)) {
      value++;
    }
    return value;
  }

  /** Draws indices in proportion to weights. */
  static final class Table {
    private final double[] cumulative;

    Table(double[] weights) {
      cumulative = new double[weights.length];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i];
        cumulative[i] = sum;
      }
    }

    int draw(Chance chance) {
      double point = chance.uniform() * cumulative[cumulative.length - 1];
      int at = Arrays.binarySearch(cumulative, point);
      return Math.min(at < 0 ? -at - 1 : at + 1, cumulative.length - 1);
    }
  }

  /** Weights (rank + shift)^-exponent for ranks from 1. */
  static double[] zipf(int count, double shift, double exponent) {
    double[] weights = new double[count];
    for (int i = 0; i < count; i++) {
      weights[i] = StrictMath.pow(i + 1 + shift, -exponent);
    }
    return weights;
  }
}
