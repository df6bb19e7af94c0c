package org.annals.quota.rate;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One that takes turns with others of its level and has questions waiting. Not thread-safe. */
interface Turn {
  void add(Question question);

  /**
   * The question that is to be granted next; null when its own limit forbids all of them. The same
   * one until it is taken, removed, or limits change.
   */
  @Nullable Question first();

  /** Takes what {@link #first} returned out, as granted. */
  void take(Question first);

  /** Takes any question out, as cancelled. */
  void remove(Question question);

  /** Names all questions that wait, those of one flow in the order asked. */
  void each(Consumer<Question> waiting);

  boolean isEmpty();
}
