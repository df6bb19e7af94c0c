package org.annals.node.run;

import java.util.ArrayList;
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
 * Who is said to hold a community's chunks, as far as the addresses may be dialled: the newest
 * {@value #MOST_SIGNED} that signed announcements name, and of those that anybody has named as many
 * of the newest as make {@value #MOST} in all. Thread-safe.
 */
final class Holders {
  static final int MOST = 200;
  static final int MOST_SIGNED = 100;

  private final Predicate<PeerAddress> mayDial;
  private final Map<CommunityId, Known> known = new ConcurrentHashMap<>();

  Holders(Predicate<PeerAddress> mayDial) {
    this.mayDial = mayDial;
  }

  private record Known(Set<PeerAddress> signed, Set<PeerAddress> named) {
    Known() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>());
    }
  }

  /** A signed announcement names these. Returns whether one of them is new. */
  boolean addSigned(CommunityId community, Collection<PeerAddress> addresses) {
    Known all = of(community, true);
    synchronized (all) {
      boolean added = false;
      for (PeerAddress each : addresses) {
        if (mayDial.test(each) && all.signed.add(each)) {
          added |= !all.named.remove(each);
        }
      }
      trim(all.signed, MOST_SIGNED);
      trim(all.named, MOST - all.signed.size());
      return added;
    }
  }

  /** Anybody names these. Returns whether one of them is new. */
  boolean add(CommunityId community, Collection<PeerAddress> addresses) {
    Known all = of(community, true);
    synchronized (all) {
      boolean added = false;
      for (PeerAddress each : addresses) {
        added |= mayDial.test(each) && !all.signed.contains(each) && all.named.add(each);
      }
      trim(all.named, MOST - all.signed.size());
      return added;
    }
  }

  private static void trim(Set<PeerAddress> addresses, int most) {
    while (addresses.size() > most) {
      addresses.remove(addresses.iterator().next());
    }
  }

  /** Those that signed announcements name come first. */
  List<PeerAddress> of(CommunityId community) {
    Known all = of(community, false);
    synchronized (all) {
      List<PeerAddress> each = new ArrayList<>(all.signed);
      each.addAll(all.named);
      return each;
    }
  }

  private Known of(CommunityId community, boolean keep) {
    return keep
        ? known.computeIfAbsent(community, id -> new Known())
        : known.getOrDefault(community, new Known());
  }
}
