package org.annals.magnetindex.catalogue;

import java.util.HashSet;
import java.util.List;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;

/**
 * Who signed what, when, on which ground: the part that a catalogue and its announcements share.
 *
 * @param epoch 0 or more
 * @param sequence 0 or more
 * @param issuedMillis owner's time of signing, ms since the epoch
 * @param instance the home that signed
 * @param parents digests of the catalogues that were known and went in; at most 16, distinct
 */
public record CatalogueStamp(
    CommunityId community,
    long epoch,
    long sequence,
    long issuedMillis,
    InstanceId instance,
    List<Digest> parents) {
  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when a number is negative or the parents are too many or not
   *     distinct
   */
  public CatalogueStamp {
    parents = List.copyOf(parents);
    if (epoch < 0 || sequence < 0 || issuedMillis < 0) {
      throw new IllegalArgumentException("epoch, sequence and time are 0 or more");
    }
    if (parents.size() > CatalogueLimits.MAX_PARENTS
        || new HashSet<>(parents).size() != parents.size()) {
      throw new IllegalArgumentException("parents: too many or not distinct");
    }
  }

  /** The position that this stamp gives to a catalogue with this digest. */
  public CataloguePosition position(Digest digest) {
    return new CataloguePosition(epoch, sequence, digest);
  }

  /** The same ground, issued by a home at another time. */
  public CatalogueStamp issuedBy(InstanceId home, long millis) {
    return new CatalogueStamp(community, epoch, sequence, millis, home, parents);
  }
}
