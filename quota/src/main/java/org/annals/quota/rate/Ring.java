package org.annals.quota.rate;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.annals.quota.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Members of one level that take turns by deficit round robin (Shreedhar and Varghese, 1995): each
 * gets a quantum a round and is served as long as what it has saved covers its next question. So
 * all get the same bytes, whatever the size of their questions.
 *
 * <p>A member without questions leaves and takes no savings along; one whose own limit forbids all
 * its questions is passed over and saves nothing meanwhile.
 */
final class Ring implements Turn {
  /** One block and the header of its message: usual questions take exactly one turn. */
  static final int QUANTUM = 16 * 1024 + 13;

  private final Function<Flow, ?> name;
  private final Function<Flow, Turn> newcomer;
  private final Map<Object, Member> members = new HashMap<>();
  private final ArrayDeque<Member> order = new ArrayDeque<>();

  /**
   * Makes an empty ring.
   *
   * @param name what tells members apart
   * @param newcomer makes a member of a flow
   */
  Ring(Function<Flow, ?> name, Function<Flow, Turn> newcomer) {
    this.name = name;
    this.newcomer = newcomer;
  }

  /** Whether a flow's member has questions. */
  boolean has(Flow flow) {
    return members.containsKey(name.apply(flow));
  }

  @Override
  public void add(Question question) {
    Object key = name.apply(question.flow());
    Member member = members.get(key);
    if (member == null) {
      member = new Member(newcomer.apply(question.flow()));
      members.put(key, member);
      order.add(member);
    }
    member.turn.add(question);
  }

  @Override
  public @Nullable Question first() {
    int passed = 0;
    while (passed < order.size()) {
      Member member = order.element();
      Question question = member.turn.first();
      if (question == null) {
        passed++;
        next(member);
      } else if (member.saved >= question.bytes()) {
        return question;
      } else if (member.visited) {
        next(member);
      } else {
        passed = 0;
        member.visited = true;
        member.saved += QUANTUM;
      }
    }
    return null;
  }

  private void next(Member member) {
    member.visited = false;
    order.add(order.remove());
  }

  @Override
  public void take(Question first) {
    Member member = order.element();
    member.turn.take(first);
    member.saved -= first.bytes();
    if (member.turn.isEmpty()) {
      order.remove();
      members.remove(name.apply(first.flow()));
    }
  }

  @Override
  public void remove(Question question) {
    Object key = name.apply(question.flow());
    Member member = members.get(key);
    if (member != null) {
      member.turn.remove(question);
      if (member.turn.isEmpty()) {
        order.remove(member);
        members.remove(key);
      }
    }
  }

  @Override
  public void each(Consumer<Question> waiting) {
    order.forEach(member -> member.turn.each(waiting));
  }

  @Override
  public boolean isEmpty() {
    return members.isEmpty();
  }

  private static final class Member {
    private final Turn turn;
    private long saved;
    private boolean visited;

    Member(Turn turn) {
      this.turn = turn;
    }
  }
}
