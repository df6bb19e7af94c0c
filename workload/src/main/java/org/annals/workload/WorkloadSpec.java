package org.annals.workload;

import org.annals.archiver.CommunityId;
import org.annals.archiver.TimeWindow;

/**
 * What to generate. The same values give the same bytes on every machine.
 *
 * @param seed of everything
 * @param community whose messages they are
 * @param last the newest window; every clock lies before its end
 * @param weeks windows in a row, {@code last} included, 1 or more
 * @param messages type 1 messages, images among them; edits and the like come on top; 1 or more
 * @param images messages that carry an image, 0 to {@code messages}
 * @param imageBytes all images together are not larger, 1 KiB per image at least
 */
public record WorkloadSpec(
    long seed,
    CommunityId community,
    TimeWindow last,
    int weeks,
    int messages,
    int images,
    long imageBytes,
    Shape shape) {
  private static final int DEMO_WEEKS = 26;
  private static final double DEMO_IMAGE_SHARE = 0.015;
  private static final long DEMO_IMAGE_BYTES = 40L << 20;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a number is out of range
   */
  public WorkloadSpec {
    if (weeks < 1 || weeks - 1 > last.index()) {
      throw new IllegalArgumentException("weeks are 1 or more and begin after the epoch");
    }
    if (messages < 1 || images < 0 || images > messages) {
      throw new IllegalArgumentException("messages are 1 or more, images at most as many");
    }
    if (imageBytes < images * 1_024L) {
      throw new IllegalArgumentException("each image takes 1 KiB at least");
    }
  }

  /** The history that {@code annals demo} generates: half a year, few images, at most 40 MiB. */
  public static WorkloadSpec demo(long seed, CommunityId community, TimeWindow last, int messages) {
    int images = (int) Math.round(messages * DEMO_IMAGE_SHARE);
    return new WorkloadSpec(
        seed,
        community,
        last,
        DEMO_WEEKS,
        messages,
        images,
        Math.max(DEMO_IMAGE_BYTES, images * 1_024L),
        Shape.ofMessages(messages));
  }

  /** The same with another number of images. */
  public WorkloadSpec withImages(int newImages) {
    return new WorkloadSpec(
        seed,
        community,
        last,
        weeks,
        messages,
        newImages,
        Math.max(imageBytes, newImages * 1_024L),
        shape);
  }

  /** The first window. */
  public TimeWindow first() {
    return new TimeWindow(last.index() - weeks + 1);
  }
}
