package org.annals.seeder.sync;

import java.util.Collection;

/** Says which chunks may be fetched under the storage caps. */
@FunctionalInterface
public interface FetchRoom {
  /** There is always room. */
  FetchRoom ENDLESS = underWay -> target -> new Answer.Fits();

  /**
   * Looks at what is used now, for one round of decisions.
   *
   * @param underWay chunks that are being fetched; their rest is not written yet
   */
  Look look(Collection<SyncTarget> underWay);

  /** What was seen; asked from newer to older. */
  @FunctionalInterface
  interface Look {
    /** Whether a chunk may be fetched; one that may counts as under way from then on. */
    Answer ask(SyncTarget target);
  }

  /** Whether a chunk may be fetched. */
  sealed interface Answer {
    /** It fits, or older ones would make room for it. */
    record Fits() implements Answer {}

    /** It does not fit now, and neither does anything older. */
    record Full(String reason) implements Answer {}

    /** It could never fit; others may. */
    record TooLarge(String reason) implements Answer {}
  }
}
