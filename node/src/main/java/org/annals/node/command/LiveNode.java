package org.annals.node.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Community;
import org.annals.node.owner.OwnerWork;
import org.annals.node.owner.PackSummary;
import org.annals.node.owner.Packing;
import org.annals.node.request.CommandFailure;
import org.annals.quota.storage.Caps;

/** What commands can have a running node do. Thread-safe. */
public interface LiveNode {

  /** A community was added or restored, or switched on or off. */
  void changed(Community community);

  /** Packs and announces; waits for a run that goes on already. */
  PackSummary pack(Community community, Packing.Order order, Packing.WindowListener listener)
      throws CommandFailure, InterruptedException;

  /** Does an owner's work as soon as this node may publish, and announces what it published. */
  <T> T asOwner(Community community, OwnerWork<T> work) throws CommandFailure, InterruptedException;

  /** Repeats the newest announcement now. */
  Announced announce(Community community) throws CommandFailure, InterruptedException;

  /** Tries everything that is missing again now. */
  void retry(Community community);

  /** Gives a damaged chunk up: stops serving it, sets its file aside, and wants it again. */
  void giveUp(Community community, LedgerEntry entry) throws IOException;

  /** Where the community's synchronisation stands. */
  SyncState syncState(Community community) throws InterruptedException;

  /** What goes on now with a community's chunks. */
  Swarms swarms(Community community) throws IOException;

  /**
   * Swarms of a community's chunks.
   *
   * @param seeding chunks that are served whole
   * @param connections over which chunks may move, each chunk's counted apart
   */
  record Swarms(int seeding, int connections) {}

  /** What people are to know about a community's storage; empty when all is well. */
  List<String> alerts(Community community);

  /** What people are to know about the node's disk; empty when all is well. */
  List<String> alerts();

  /**
   * Evicts until caps are kept that may not be in force yet.
   *
   * @return bytes above them all the same
   */
  long bringWithin(Caps caps) throws IOException;

  /** Multiaddrs of the Waku host. */
  List<String> wakuAddresses();

  /** Where this node's torrents are reached. */
  List<PeerAddress> torrentAddresses();

  /** Port of the torrents. */
  int torrentPort();

  /** The Waku side in numbers. */
  WakuState wakuState() throws InterruptedException;

  /**
   * What was sent.
   *
   * @param peers connected peers that it went to
   * @param bytes encoded size
   */
  record Announced(long sequence, int peers, int bytes) {}

  /**
   * How far a community's history is here.
   *
   * @param heard whether any announcement was accepted
   * @param missing listed chunks that are not here yet
   * @param catalogues announced catalogues that are not here yet
   * @param importing whether chunks that are here are not all in the database yet
   * @param haveBytes checked bytes of listed chunks
   * @param totalBytes bytes of listed chunks
   * @param failing why fetches fail, when all that is missing has failed
   */
  record SyncState(
      boolean heard,
      int missing,
      int catalogues,
      boolean importing,
      long haveBytes,
      long totalBytes,
      Optional<String> failing) {
    /** Whether nothing is missing any more. */
    public boolean complete() {
      return heard && missing == 0 && catalogues == 0 && !importing;
    }
  }

  /**
   * Waku in numbers.
   *
   * @param peerId this node's identity
   * @param connections open connections
   * @param subscribers connected peers that subscribe to the shard
   * @param relaySent bytes sent on relay streams
   * @param relayReceived bytes received on relay streams
   */
  record WakuState(
      String peerId,
      String pubsubTopic,
      int connections,
      int subscribers,
      long relaySent,
      long relayReceived) {}
}
