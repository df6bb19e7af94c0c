package org.annals.workload;

import java.io.IOException;
import java.util.PriorityQueue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets time pass, hour by hour: plans the hour's bursts and threads, then has everything written
 * that happens before its end. What waits is what is planned for later, never the whole history.
 */
final class History {
  private static final long LAST_MINUTE = 60_000;
  private static final double BURST = 4;

  private final WorkloadSpec spec;
  private final Scribe scribe;
  private final TimePlan time;
  private final ImagePlan images;
  private final Chance chance;
  private final PriorityQueue<Step> steps = new PriorityQueue<>(Step.ORDER);
  private long planned;
  private int threads;
  private long number;

  History(WorkloadSpec spec, Scribe scribe) {
    this.spec = spec;
    this.scribe = scribe;
    this.time = new TimePlan(spec);
    this.images = new ImagePlan(spec);
    this.chance = new Chance(spec.seed());
  }

  void run() throws IOException {
    for (int hour = 0; hour < time.hours(); hour++) {
      for (long wanted = time.until(hour, spec.shape().threads()); threads < wanted; threads++) {
        thread(hour);
      }
      long wanted = time.until(hour, spec.messages());
      while (planned < wanted) {
        burst(hour, wanted);
      }
      happen(time.start(hour) + TimePlan.HOUR);
    }
    happen(Long.MAX_VALUE);
  }

  private void happen(long before) throws IOException {
    for (Step step = steps.peek(); step != null && step.at().time() < before; ) {
      steps.remove();
      scribe.write(step, chance, this);
      step = steps.peek();
    }
  }

  /** Some people talk to each other. */
  private void burst(int hour, long wanted) {
    int channel = scribe.rooms().draw(chance);
    int length = (int) Math.min(chance.geometric(BURST), wanted - planned);
    int[] people = new int[1 + chance.below(3)];
    for (int i = 0; i < people.length; i++) {
      people[i] = scribe.population().writer(chance);
    }
    long at = time.start(hour) + chance.below((int) TimePlan.HOUR);
    for (int i = 0; i < length && planned < wanted; i++) {
      int author = people[i % people.length];
      at = message(at, channel, author, wanted) + (long) (1_000 * chance.logNormal(25, 1.3));
    }
  }

  /** A question and its answers, over hours or days. */
  private void thread(int hour) {
    int length = (int) Math.max(1, Math.min(300, chance.logNormal(7, 1.05)));
    long at = time.start(hour) + chance.below((int) TimePlan.HOUR);
    for (int i = 0; i < length && planned < spec.messages(); i++) {
      int author = scribe.population().writer(chance);
      int channel = scribe.rooms().thread(threads);
      at = message(at, channel, author, spec.messages());
      at += (long) (1_000 * Math.min(172_800, chance.logNormal(600, 2)));
    }
  }

  /** Plans one message, or an album of them; answers when the last is sent. */
  private long message(long wantedTime, int channel, int author, long wanted) {
    long at = inside(wantedTime);
    int album = (int) Math.min(images.album(chance, spec.messages() - planned), wanted - planned);
    if (album == 0) {
      write(at, channel, author, null);
      return at;
    }
    String name = album == 1 ? "" : new UUID(chance.bits(), chance.bits()).toString();
    for (int i = 0; i < album; i++) {
      int count = album == 1 ? 0 : album;
      write(at + i, channel, author, new Step.Picture(images.next(chance), name, count));
    }
    return at + album;
  }

  private void write(long at, int channel, int author, Step.@Nullable Picture picture) {
    steps.add(new Step.Write(at(at, channel, author), picture));
    planned++;
  }

  /** What would come after the end comes somewhere in the last hours. */
  private long inside(long at) {
    return at < time.end() - LAST_MINUTE
        ? at
        : time.end() - LAST_MINUTE - 1 - chance.below((int) TimePlan.HOUR);
  }

  /** Whether something at this time still belongs to the history. */
  boolean reaches(long at) {
    return at < time.end() - LAST_MINUTE;
  }

  Step.At at(long at, int channel, int author) {
    return new Step.At(at, number++, channel, author);
  }

  void later(Step step) {
    if (reaches(step.at().time())) {
      steps.add(step);
    }
  }
}
