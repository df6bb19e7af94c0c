package org.annals.quota.rate;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The questions of one connection, in the order asked. */
final class Peer implements Turn {
  private final ArrayDeque<Question> questions = new ArrayDeque<>();

  @Override
  public void add(Question question) {
    questions.add(question);
  }

  @Override
  public @Nullable Question first() {
    return questions.peek();
  }

  @Override
  public void take(Question first) {
    questions.remove();
  }

  @Override
  public void remove(Question question) {
    questions.remove(question);
  }

  @Override
  public void each(Consumer<Question> waiting) {
    questions.forEach(waiting);
  }

  @Override
  public boolean isEmpty() {
    return questions.isEmpty();
  }
}
