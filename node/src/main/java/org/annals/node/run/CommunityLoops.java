package org.annals.node.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.owner.Packing;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs for each community by itself: a follower while it is on, an ear for its owner's switch
 * while it is off on both sides, an owner's loop while this home owns it. Thread-safe.
 */
final class CommunityLoops {
  private static final Logger log = LoggerFactory.getLogger(CommunityLoops.class);

  private final HomeParts parts;
  private final Network network;
  private final Surroundings surroundings;
  private final Holders holders;
  private final HomeRoom room;
  private final FirstListening listening;
  private final Packing packing;
  private final OwnersSwitch switches;
  private final Listener listener;
  private final Map<CommunityId, CatalogueFollower> followers = new ConcurrentHashMap<>();
  private final Map<CommunityId, OwnerLoop> owners = new ConcurrentHashMap<>();

  /** Is told what the loops find. */
  interface Listener {
    /** What is listed has changed. */
    void listingChanged(Community community);

    /** There are peers that may have what is missing. */
    void holdersFound(Community community);

    /** Returns once everything that may be served is being served. */
    void serve();
  }

  /** Runs nothing yet. */
  CommunityLoops(
      HomeParts parts,
      Network network,
      Surroundings surroundings,
      Holders holders,
      HomeRoom room,
      FirstListening listening,
      Packing packing,
      Listener listener) {
    this.parts = parts;
    this.network = network;
    this.surroundings = surroundings;
    this.holders = holders;
    this.room = room;
    this.listening = listening;
    this.packing = packing;
    this.switches = new OwnersSwitch(network.topic(), surroundings);
    this.listener = listener;
  }

  /** Begins and ends what runs for a community, by what is set down about it. On the loop. */
  void apply(Community community) {
    follow(community);
    switches.look(community);
    own(community);
  }

  private void follow(Community community) {
    CatalogueFollower known = followers.get(community.id());
    if (!community.row().enabled()) {
      if (known != null) {
        followers.remove(community.id());
        known.stop();
        listening.end(community);
      }
      return;
    }
    community.row().bootstrap().forEach(network::keepConnected);
    if (known != null) {
      known.askSoon();
      return;
    }
    CatalogueFollower follower =
        new CatalogueFollower(community, network, holders, surroundings, room, new Following());
    followers.put(community.id(), follower);
    follower.start();
    listening.begin(community);
  }

  private void own(Community community) {
    OwnerLoop known = owners.get(community.id());
    if (known != null && community.row().owned() && known.stillFits()) {
      return;
    }
    if (known != null) {
      owners.remove(community.id());
      known.stop();
    }
    if (community.row().owned()) {
      OwnerLoop owner =
          new OwnerLoop(
              community,
              parts,
              packing,
              network,
              surroundings,
              () -> listener.listingChanged(community),
              listener::serve);
      owners.put(community.id(), owner);
      owner.begin();
    }
  }

  /** Asks neighbours about a community, if it is on. */
  void askSoon(Community community) {
    CatalogueFollower follower = followers.get(community.id());
    if (follower != null) {
      surroundings.loop().execute(follower::askSoon);
    }
  }

  /** A neighbour has come who may know more of any community. */
  void askAllSoon() {
    followers.values().forEach(CatalogueFollower::askSoon);
  }

  /** Where to ask, by word of strangers, on any thread. */
  void holderFound(CommunityId community, PeerAddress holder) {
    CatalogueFollower follower = followers.get(community);
    if (follower != null) {
      follower.holdersNamed(List.of(holder));
    }
  }

  /** The loop of a community that is owned. */
  OwnerLoop owner(Community community) throws CommandFailure, InterruptedException {
    OwnerLoop owner = owners.get(community.id());
    if (owner == null) {
      // A community that was just made has its loop as soon as the node's loop comes to it.
      CountDownLatch applied = new CountDownLatch(1);
      surroundings.loop().execute(applied::countDown);
      applied.await();
      owner = owners.get(community.id());
    }
    if (owner == null) {
      throw new CommandFailure(
          ErrorCode.REFUSED,
          "Only the owner of '" + community.row().name() + "' can do that.",
          "This home does not have the community's key.",
          "Do it on the owner's home.");
    }
    return owner;
  }

  /** What followers report. */
  private final class Following implements CatalogueFollower.Listener {
    @Override
    public void listingChanged(Community community) {
      listener.listingChanged(community);
    }

    @Override
    public void holdersFound(Community community) {
      listener.holdersFound(community);
    }

    @Override
    public void spoke(Community community, boolean answer) {
      listening.spoke(community);
      OwnerLoop owner = owners.get(community.id());
      if (owner != null) {
        owner.spoke(answer);
      }
    }

    @Override
    public List<ChunkId> missing(Community community) {
      try {
        HeadView view = community.head().view();
        boolean reopened = room.isReopened(community);
        return community.chunks().all().stream()
            .filter(entry -> !entry.state().isServed())
            .filter(entry -> reopened || entry.state() != ChunkState.EVICTED)
            .filter(entry -> entry.state() != ChunkState.REMOVED)
            .filter(entry -> view.lists(entry.chunk()))
            .map(LedgerEntry::chunk)
            .toList();
      } catch (IOException e) {
        log.error("what is missing of {} cannot be found out", community.id(), e);
        return List.of();
      }
    }
  }

  /** Ends all of it. */
  void stop() {
    followers.values().forEach(CatalogueFollower::stop);
    owners.values().forEach(OwnerLoop::stop);
  }
}
