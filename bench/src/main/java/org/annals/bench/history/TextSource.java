package org.annals.bench.history;

import java.util.random.RandomGenerator;

/** Where the texts of generated messages come from. Confined to one thread. */
@FunctionalInterface
public interface TextSource {

  /** The next text, not empty. */
  String next(RandomGenerator random);
}
