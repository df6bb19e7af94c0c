package org.annals.node.run;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.annals.archiver.PeerAddress;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.node.command.LiveNode;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.dht.DistributedHashTable;

/**
 * What a running node needs of the outside world: announcements, neighbours, files. Thread-safe.
 */
public interface Network extends AutoCloseable {

  /** Where announcements are heard and sent. */
  ControlTopic topic();

  /** Questions to connected nodes and answers for them. */
  NeighbourExchange neighbours();

  /** How files move. */
  ArchiveTransport transport();

  /** Where peers are found without knowing anybody; empty when it is not used. */
  Optional<DistributedHashTable> hashTable();

  /** Which addresses from the network may be dialled. */
  Predicate<PeerAddress> mayDial();

  /** Where this node's torrents are reached: what announcements hint at and magnets name. */
  List<PeerAddress> torrentAddresses();

  /** Multiaddrs on which this node is reached, with its identity. */
  List<String> wakuAddresses();

  /** This node's identity. */
  String peerId();

  /** Stays connected to a node; an address that cannot be understood is logged and left out. */
  void keepConnected(String multiaddr);

  /** The Waku side in numbers. */
  LiveNode.WakuState wakuState() throws InterruptedException;

  /** Ends all connections in bounded time. */
  @Override
  void close();
}
