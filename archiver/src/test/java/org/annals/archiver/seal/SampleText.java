package org.annals.archiver.seal;

import java.util.Random;

/**
 * Chat texts from a seed: invented words with the frequencies of a natural language, lengths as
 * measured on real communities. For tests and measurements.
 */
public final class SampleText {
  private static final String[] SYLLABLES = {
    "an", "be", "co", "de", "er", "fi", "go", "ha", "in", "ju", "ka", "lo", "me", "no", "or", "pe",
    "qui", "re", "st", "ti", "un", "ver", "wi", "ex", "yo", "zu", "sh", "th", "ing", "ed", "ly",
        "ou"
  };
  private static final int WORDS = 20_000;

  private final Random random;
  private final String[] words = new String[WORDS];
  private final double[] cumulated = new double[WORDS];

  /** Texts of a seed. */
  public SampleText(long seed) {
    Random vocabulary = new Random(20_231_120);
    double sum = 0;
    for (int i = 0; i < WORDS; i++) {
      int syllables = 1 + (int) Math.min(4, Math.log(i + 2.0) / 3 + vocabulary.nextDouble());
      StringBuilder word = new StringBuilder();
      for (int s = 0; s < syllables; s++) {
        word.append(SYLLABLES[vocabulary.nextInt(SYLLABLES.length)]);
      }
      words[i] = word.toString();
      sum += 1.0 / (i + 2.7);
      cumulated[i] = sum;
    }
    random = new Random(seed);
  }

  /** The next text. */
  public String next() {
    double kind = random.nextDouble();
    double median = kind < 0.2 ? 8 : kind < 0.95 ? 95 : 600;
    double sigma = kind < 0.2 ? 0.8 : kind < 0.95 ? 1.0 : 0.6;
    int length = (int) Math.min(2000, median * Math.exp(sigma * random.nextGaussian()) + 1);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(word()).append(random.nextInt(9) == 0 ? ". " : " ");
    }
    if (random.nextInt(10) == 0) {
      text.append("https://").append(word()).append(".example/").append(random.nextInt(1 << 24));
    }
    return text.toString();
  }

  private String word() {
    double at = random.nextDouble() * cumulated[WORDS - 1];
    int low = 0;
    int high = WORDS - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulated[middle] < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return words[low];
  }
}
