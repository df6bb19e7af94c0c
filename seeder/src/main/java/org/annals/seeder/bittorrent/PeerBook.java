package org.annals.seeder.bittorrent;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.annals.archiver.PeerAddress;

/**
 * Addresses of peers of one file, and when each may be dialled (again): after a failure a second
 * later, then two, four ... up to five minutes, with jitter. Bounded. Confined to the loop.
 */
final class PeerBook {
  private static final int MOST = 1_000;
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_DOUBLINGS = 8;
  private static final int STRIKES = 4;

  private final Map<PeerAddress, Entry> entries = new LinkedHashMap<>();
  private final Map<InetAddress, Integer> strikes = new HashMap<>();
  private final Set<PeerAddress> banned = new HashSet<>();
  private final RandomGenerator random;

  PeerBook(RandomGenerator random) {
    this.random = random;
  }

  /** Learns of a peer. Returns whether it is news. */
  boolean add(PeerAddress address, long now) {
    if (entries.size() >= MOST || banned.contains(address)) {
      return false;
    }
    return entries.putIfAbsent(address, new Entry(now)) == null;
  }

  /** Peers that may be dialled now, at most {@code most}; they count as being dialled. */
  List<PeerAddress> due(long now, int most) {
    List<PeerAddress> due = new ArrayList<>();
    for (Map.Entry<PeerAddress, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      if (due.size() < most && !entry.busy && now - entry.notBefore >= 0) {
        entry.busy = true;
        due.add(each.getKey());
      }
    }
    return due;
  }

  /** A connection with the peer was useful. */
  void useful(PeerAddress address) {
    Entry entry = entries.get(address);
    if (entry != null) {
      entry.failures = 0;
    }
  }

  /** There is a connection with the peer; it is not dialled until {@link #lost}. */
  void connected(PeerAddress address, long now) {
    add(address, now);
    Entry entry = entries.get(address);
    if (entry != null) {
      entry.busy = true;
    }
  }

  /** The connection, or the attempt at one, has ended. */
  void lost(PeerAddress address, long now) {
    Entry entry = entries.get(address);
    if (entry == null) {
      return;
    }
    entry.busy = false;
    long pause = FIRST_NANOS << Math.min(entry.failures, MOST_DOUBLINGS);
    entry.failures++;
    entry.notBefore = now + pause / 2 + random.nextLong(pause);
  }

  /** Never dials an address again. */
  void ban(PeerAddress address) {
    banned.add(address);
    entries.remove(address);
  }

  /** Whether nothing more is taken from a host because it sent wrong bytes. */
  boolean shunned(InetAddress host) {
    return strikes.getOrDefault(host, 0) >= STRIKES;
  }

  /** A host has sent wrong bytes: proven, or one of several that may have. */
  void strike(InetAddress host, boolean proven) {
    strikes.merge(host, proven ? 2 : 1, Integer::sum);
  }

  /** A host's bytes were right. */
  void trust(InetAddress host) {
    strikes.computeIfPresent(host, (h, count) -> count <= 1 ? null : count - 1);
  }

  private static final class Entry {
    private long notBefore;
    private int failures;
    private boolean busy;

    Entry(long notBefore) {
      this.notBefore = notBefore;
    }
  }
}
