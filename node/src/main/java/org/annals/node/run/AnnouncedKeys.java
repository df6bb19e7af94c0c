package org.annals.node.run;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.announcement.Rendezvous;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.seeder.dht.DistributedHashTable;
import org.annals.seeder.sync.SyncTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is announced in the distributed hash table in step with what may be served (FORMAT
 * section 6): of a community that is on and whose owner serves, its rendezvous, its catalogue and
 * the newest {@value #NEWEST} chunks that are served here. Calls take turns.
 */
final class AnnouncedKeys {
  private static final Logger log = LoggerFactory.getLogger(AnnouncedKeys.class);

  /** Older chunks find peers through the connections that these bring. */
  static final int NEWEST = 50;

  private final Communities communities;
  private final DistributedHashTable table;
  private final Network network;
  private final Predicate<Community> mayServe;
  private final BiConsumer<CommunityId, PeerAddress> holderFound;

  /**
   * The keys of these communities.
   *
   * @param mayServe whether a community has listened for long enough to serve
   * @param holderFound is told whom the rendezvous of a community names, on any thread
   */
  AnnouncedKeys(
      Communities communities,
      DistributedHashTable table,
      Network network,
      Predicate<Community> mayServe,
      BiConsumer<CommunityId, PeerAddress> holderFound) {
    this.communities = communities;
    this.table = table;
    this.network = network;
    this.mayServe = mayServe;
    this.holderFound = holderFound;
  }

  /** Announces what may be announced now, and nothing else. */
  synchronized void reconcile() {
    Map<InfoHash, Consumer<PeerAddress>> keys = new HashMap<>();
    for (Community community : communities.all()) {
      HeadView view = community.head().view();
      if (community.row().enabled() && view.serving()) {
        keys.put(Rendezvous.key(community.id()), peer -> holderFound.accept(community.id(), peer));
        if (mayServe.test(community)) {
          view.link().ifPresent(link -> put(link.infoHash(), keys));
          newest(community, view).forEach(file -> put(file, keys));
        }
      }
    }
    table.announce(keys);
  }

  private void put(InfoHash file, Map<InfoHash, Consumer<PeerAddress>> keys) {
    keys.put(
        file,
        peer -> {
          if (network.mayDial().test(peer)) {
            network.transport().addPeers(file, List.of(peer));
          }
        });
  }

  private static List<InfoHash> newest(Community community, HeadView view) {
    try {
      return community.chunks().all().stream()
          .filter(entry -> entry.state().isServed() && view.lists(entry.chunk()))
          .sorted(Comparator.comparing(AnnouncedKeys::target, SyncTarget.NEWEST_FIRST))
          .limit(NEWEST)
          .map(LedgerEntry::infoHash)
          .toList();
    } catch (IOException e) {
      log.error("what {} serves could not be found out", community.id(), e);
      return List.of();
    }
  }

  private static SyncTarget target(LedgerEntry entry) {
    return new SyncTarget(
        entry.community(), entry.position(), entry.chunk(), entry.infoHash(), entry.size());
  }
}
