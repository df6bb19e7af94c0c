package org.annals.workload;

import java.util.Comparator;
import org.annals.archiver.MessageId;
import org.jspecify.annotations.Nullable;

/** Something that happens at a time in a channel. */
sealed interface Step {
  /** By time, then in the order of planning. */
  Comparator<Step> ORDER =
      Comparator.<Step>comparingLong(step -> step.at().time())
          .thenComparingLong(step -> step.at().number());

  /** When and where, and by whom. */
  At at();

  /**
   * When and where.
   *
   * @param number makes the order total
   */
  record At(long time, long number, int channel, int author) {}

  /** A message is written. */
  record Write(At at, @Nullable Picture picture) implements Step {}

  /**
   * The image of a message.
   *
   * @param album empty when it stands alone
   */
  record Picture(ImagePlan.Image image, String album, int albumCount) {}

  /** A message is edited. */
  record Edit(At at, MessageId target, String text, boolean picture) implements Step {}

  /** A message is deleted. */
  record Delete(At at, MessageId target, boolean byModerator) implements Step {}

  /** Somebody reacts, or takes it back. */
  record React(At at, MessageId target, int emoji, boolean retracted) implements Step {}

  /** A message is pinned. */
  record Pin(At at, MessageId target) implements Step {}
}
