package org.annals.magnetindex.catalogue;

import java.util.Comparator;
import org.annals.keys.Digest;

/**
 * A catalogue's rank: by epoch, then sequence; at equal sequence the lower digest ranks higher, so
 * that all who saw both agree (FORMAT section 5). The accepted position of a member never falls.
 *
 * @param epoch 0 or more; one more after a restore that found no history
 * @param sequence 0 or more; grows by at least 1
 * @param digest SHA-256 of the catalogue's body
 */
public record CataloguePosition(long epoch, long sequence, Digest digest)
    implements Comparable<CataloguePosition> {
  private static final Comparator<CataloguePosition> ORDER =
      Comparator.comparingLong(CataloguePosition::epoch)
          .thenComparingLong(CataloguePosition::sequence)
          .thenComparing(CataloguePosition::digest, Comparator.reverseOrder());

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when a number is negative
   */
  public CataloguePosition {
    if (epoch < 0 || sequence < 0) {
      throw new IllegalArgumentException("epoch and sequence are 0 or more");
    }
  }

  /** Whether the other was signed for the same place: equal epoch and sequence. */
  public boolean sameSequence(CataloguePosition other) {
    return epoch == other.epoch && sequence == other.sequence;
  }

  /** Positive when this ranks higher. */
  @Override
  public int compareTo(CataloguePosition other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return epoch + "." + sequence + "." + digest.hex().substring(0, 8);
  }
}
