package org.annals.node.eviction;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.annals.archiver.InfoHash;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Caps;

/**
 * Brings a home within caps: those in force, or others that are about to be. For the latter all of
 * the work is done under the caps in force, so that there is room for it: when lower ones take
 * their place, they are kept already (DESIGN section 8, invariant 3).
 *
 * <p>First chunks and half-fetched files go, then old catalogues, then the oldest evicted text.
 *
 * <p>Blocks on the disk: runs on a lane. Thread-safe; calls take turns.
 */
public final class WithinCaps {
  private static final int ROUNDS = 3;

  private final Communities communities;
  private final CappedStorage storage;
  private final PartialFiles partials;
  private final Reopening reopening;
  private final Eviction eviction;
  private final EvictedText texts;
  private final Eviction.Serving serving;

  /**
   * For an opened home.
   *
   * @param active whether the transport has a file in hand
   */
  public WithinCaps(
      HomeParts parts,
      Communities communities,
      Predicate<InfoHash> active,
      Eviction.Serving serving) {
    this.communities = communities;
    this.storage = parts.storage();
    this.serving = serving;
    this.partials = new PartialFiles(parts.home().incoming(), communities, storage, active);
    this.reopening = new Reopening(parts.tables().settings(), storage);
    this.eviction = new Eviction(communities, storage, reopening, partials, serving, parts.clock());
    this.texts =
        new EvictedText(
            communities,
            storage,
            new TextShare(parts.tables().settings()),
            need -> eviction.makeRoom(need, Optional.empty()));
  }

  /** Half-fetched files. */
  public PartialFiles partials() {
    return partials;
  }

  /** When evicted chunks may be fetched again. */
  public Reopening reopening() {
    return reopening;
  }

  /** Makes room for something new. */
  public Eviction eviction() {
    return eviction;
  }

  /**
   * Comes within caps, as far as that is possible.
   *
   * @return whether a chunk or a half-fetched file went
   */
  public synchronized boolean bring(Caps caps) throws IOException {
    boolean went = false;
    for (int round = 0; round < ROUNDS && excess(caps) > 0; round++) {
      went |= eviction.within(caps);
    }
    if (excess(caps) > 0) {
      for (Community each : communities.all()) {
        each.catalogues().dropOld(serving::stop);
      }
    }
    texts.trim(caps);
    if (excess(caps) > 0) {
      texts.giveUp(caps);
    }
    return went;
  }

  /** The most bytes above a cap. */
  public long excess(Caps caps) {
    return storage.occupancy(caps).excess();
  }
}
