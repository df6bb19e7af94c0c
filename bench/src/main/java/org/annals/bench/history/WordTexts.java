package org.annals.bench.history;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Texts of invented words with the lengths of the workload table: 20 % short (log-normal, median 8
 * characters, sigma 0.8), 75 % usual (95, 1.0), 5 % long (600, 0.6), at most 2,000.
 *
 * <p>Words follow Zipf's law over 30,000, which gives about the entropy of real prose to a
 * compressor that knows no language. 10 % of the texts have a link, 15 % a letter outside ASCII.
 */
final class WordTexts implements TextSource {
  private static final int VOCABULARY = 30_000;
  private static final int MAX_LENGTH = 2_000;
  private static final String[] SYLLABLES = {
    "an", "be", "co", "den", "er", "fi", "gra", "he", "in", "jo", "ka", "li", "mon", "ne", "or",
    "pre", "qui", "re", "sta", "ti", "un", "ver", "wi", "ex", "ly", "zo", "the", "ing", "ou", "sh"
  };

  private final String[] words = new String[VOCABULARY];
  private final Weights weights = Weights.zipf(VOCABULARY, 1.0, 1.5);

  WordTexts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int rank = 0; rank < VOCABULARY; rank++) {
      int syllables = 1 + (rank > 60 ? 1 : 0) + (rank > 1_500 ? random.nextInt(2) : 0);
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < syllables; i++) {
        word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      }
      if (random.nextInt(3) == 0) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words[rank] = word.toString();
    }
  }

  @Override
  public String next(RandomGenerator random) {
    int length = length(random);
    StringBuilder text = new StringBuilder(length + 16);
    if (random.nextInt(10) == 0) {
      text.append("https://example.org/").append(Long.toString(random.nextLong() >>> 1, 36));
    }
    while (text.length() < length) {
      if (text.length() > 0) {
        text.append(random.nextInt(12) == 0 ? ", " : " ");
      }
      text.append(words[weights.pick(random)]);
    }
    if (random.nextInt(7) == 0) {
      text.append(" \u00e9\ud83d\ude42");
    }
    return text.toString();
  }

  private static int length(RandomGenerator random) {
    int kind = random.nextInt(100);
    double median = kind < 20 ? 8 : kind < 95 ? 95 : 600;
    double sigma = kind < 20 ? 0.8 : kind < 95 ? 1.0 : 0.6;
    return (int)
        Math.max(1, Math.min(MAX_LENGTH, median * Math.exp(sigma * random.nextGaussian())));
  }

  @Override
  public String toString() {
    return "invented words, " + Arrays.stream(words).distinct().count() + " different ones";
  }
}
