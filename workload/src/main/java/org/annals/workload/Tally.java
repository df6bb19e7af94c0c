package org.annals.workload;

import java.util.Arrays;
import org.annals.archiver.message.MessageType;

/** Counts what is generated, in bounded room. */
final class Tally {
  private final int[] byAuthor;
  private final int[] byChannel;
  private final Histogram lengths = new Histogram();
  private final Histogram imageSizes = new Histogram();
  private long envelopes;
  private long envelopeBytes;
  private long messages;
  private long edits;
  private long deletions;
  private long reactions;
  private long pins;
  long reactedMessages;
  long replies;

  Tally(int authors, int channels) {
    byAuthor = new int[authors];
    byChannel = new int[channels];
  }

  void envelope(int type, long bytes) {
    envelopes++;
    envelopeBytes += bytes;
    switch (type) {
      case MessageType.CHAT -> messages++;
      case MessageType.EDIT -> edits++;
      case MessageType.DELETION -> deletions++;
      case MessageType.REACTION -> reactions++;
      default -> pins++;
    }
  }

  void message(Step.At at, String text) {
    byAuthor[at.author()]++;
    byChannel[at.channel()]++;
    if (!text.isEmpty()) {
      lengths.add(text.length());
    }
  }

  void image(int bytes) {
    imageSizes.add(bytes);
  }

  Realised realised() {
    return new Realised(
        envelopes,
        messages,
        edits,
        deletions,
        reactions,
        reactedMessages,
        pins,
        replies,
        imageSizes.count,
        imageSizes.sum,
        envelopeBytes,
        lengths.sum,
        lengths.percentiles(),
        imageSizes.percentiles(),
        (int) Arrays.stream(byAuthor).filter(n -> n > 0).count(),
        top(byAuthor, 1),
        top(byAuthor, 10),
        top(byChannel, 10));
  }

  private double top(int[] counts, int first) {
    int[] sorted = counts.clone();
    Arrays.sort(sorted);
    long sum = 0;
    for (int i = Math.max(0, sorted.length - first); i < sorted.length; i++) {
      sum += sorted[i];
    }
    return messages == 0 ? 0 : (double) sum / messages;
  }

  /** Sixteen steps per doubling: percentiles are right within 5 %. */
  private static final class Histogram {
    private static final double STEPS = 16;

    private final long[] steps = new long[64 * (int) STEPS];
    private long count;
    private long sum;

    void add(long value) {
      count++;
      sum += value;
      steps[(int) (StrictMath.log((double) value) / StrictMath.log(2) * STEPS)]++;
    }

    Realised.Percentiles percentiles() {
      return new Realised.Percentiles(at(0.5), at(0.9), at(0.99), count == 0 ? 0 : sum / count);
    }

    private long at(double share) {
      long wanted = (long) StrictMath.ceil(share * count);
      long seen = 0;
      for (int step = 0; step < steps.length && wanted > 0; step++) {
        seen += steps[step];
        if (seen >= wanted) {
          return Math.round(StrictMath.pow(2, (step + 0.5) / STEPS));
        }
      }
      return 0;
    }
  }
}
