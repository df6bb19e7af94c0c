package org.annals.node.run;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.annals.archiver.CommunityId;
import org.annals.archiver.PeerAddress;

/**
 * Who is said to hold a community's chunks: from signed announcements and from neighbours, as far
 * as the addresses may be dialled. The newest {@value #MAX} are kept. Thread-safe.
 */
final class Holders {
  private static final int MAX = 200;

  private final Predicate<PeerAddress> mayDial;
  private final Map<CommunityId, Set<PeerAddress>> known = new ConcurrentHashMap<>();

  Holders(Predicate<PeerAddress> mayDial) {
    this.mayDial = mayDial;
  }

  /** Returns whether one of them is new. */
  boolean add(CommunityId community, Collection<PeerAddress> addresses) {
    Set<PeerAddress> all = known.computeIfAbsent(community, id -> new LinkedHashSet<>());
    synchronized (all) {
      boolean added = false;
      for (PeerAddress each : addresses) {
        added |= mayDial.test(each) && all.add(each);
      }
      while (all.size() > MAX) {
        all.remove(all.iterator().next());
      }
      return added;
    }
  }

  List<PeerAddress> of(CommunityId community) {
    Set<PeerAddress> all = known.getOrDefault(community, Set.of());
    synchronized (all) {
      return List.copyOf(all);
    }
  }
}
