package org.annals.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.MessageId;

/** What a channel remembers: enough to answer, and its Lamport clock. */
final class Conversation {
  private static final int RECENT = 32;
  private static final int OLDER = 16;

  private final List<Said> recent = new ArrayList<>();
  private final List<Said> older = new ArrayList<>();
  private int next;
  private long clock;

  /** A message that can be answered. */
  record Said(MessageId id, int author) {}

  /** The clock of a message that is sent at this time. */
  long tick(long time) {
    clock = Math.max(time, clock + 1);
    return clock;
  }

  void said(Said message, Chance chance) {
    if (recent.size() < RECENT) {
      recent.add(message);
      return;
    }
    Said leaving = recent.set(next, message);
    next = (next + 1) % RECENT;
    if (older.size() < OLDER) {
      older.add(leaving);
    } else if (chance.happens(0.05)) {
      older.set(chance.below(OLDER), leaving);
    }
  }

  /** What somebody answers: mostly something near, seldom something old. */
  Optional<MessageId> answered(Chance chance) {
    if (recent.isEmpty()) {
      return Optional.empty();
    }
    double kind = chance.uniform();
    if (kind > 0.91 && !older.isEmpty()) {
      return Optional.of(older.get(chance.below(older.size())).id());
    }
    int back = kind < 0.60 ? chance.below(10) : chance.below(RECENT);
    return Optional.of(back(back).id());
  }

  /** Recent messages of one author, at most so many. */
  List<Said> of(int author, int most) {
    return recent.stream().filter(said -> said.author() == author).limit(most).toList();
  }

  private Said back(int steps) {
    int newest = recent.size() < RECENT ? recent.size() - 1 : Math.floorMod(next - 1, RECENT);
    return recent.get(Math.floorMod(newest - Math.min(steps, recent.size() - 1), recent.size()));
  }
}
