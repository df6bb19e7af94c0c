package org.annals.workload;

/** Which messages carry images, how large each is, which are posted again. */
final class ImagePlan {
  private static final int SMALLEST = 1_024;
  private static final int LARGEST = 8 << 20;
  private static final double MEDIAN = 130_000;
  private static final double SIGMA = 1.4;
  private static final double MEAN = 346_000;
  private static final double REPOSTED = 0.05;
  private static final int REMEMBERED = 64;

  private final double median;
  private final Image[] recent = new Image[REMEMBERED];
  private int remembered;
  private int left;
  private long bytesLeft;

  /** An image that can be made from this. */
  record Image(long seed, int size) {}

  ImagePlan(WorkloadSpec spec) {
    left = spec.images();
    bytesLeft = spec.imageBytes();
    // A little below the budget on average; the cap below does the rest.
    median = MEDIAN * Math.min(1, 0.9 * spec.imageBytes() / Math.max(1, left) / MEAN);
  }

  /** How many images follow each other now, given how many messages are still to come. */
  int album(Chance chance, long messagesLeft) {
    if (left == 0 || chance.uniform() * messagesLeft >= left) {
      return 0;
    }
    double kind = chance.uniform();
    int wanted =
        kind < 0.87 ? 1 : kind < 0.95 ? 2 : kind < 0.99 ? 3 + chance.below(2) : 5 + chance.below(6);
    return (int) Math.min(Math.min(wanted, left), messagesLeft);
  }

  Image next(Chance chance) {
    left--;
    if (remembered > 0 && chance.happens(REPOSTED)) {
      Image again = recent[chance.below(Math.min(remembered, REMEMBERED))];
      if (again.size() <= bytesLeft - (long) left * SMALLEST) {
        bytesLeft -= again.size();
        return again;
      }
    }
    long room = bytesLeft - (long) left * SMALLEST;
    long wanted = (long) Math.max(SMALLEST, chance.logNormal(median, SIGMA));
    Image image = new Image(chance.bits(), (int) Math.min(Math.min(wanted, LARGEST), room));
    bytesLeft -= image.size();
    recent[remembered++ % REMEMBERED] = image;
    return image;
  }
}
