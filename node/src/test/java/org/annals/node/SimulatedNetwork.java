package org.annals.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.node.command.LiveNode;
import org.annals.node.run.Network;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferGate;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.dht.DistributedHashTable;
import org.annals.seeder.directory.DirectoryTransport;

/** A node's place in the simulated network: topics and neighbours in memory, files in a folder. */
final class SimulatedNetwork implements Network {
  private final CountingTopic topic;
  private final NeighbourExchange neighbours;
  private final PeersNamedTransport transport;
  private final RecordedHashTable hashTable = new RecordedHashTable();
  private final String name;

  SimulatedNetwork(
      Simulation simulation, String name, TransferGate gate, StorageReservations storage)
      throws IOException {
    this.name = name;
    this.topic = new CountingTopic(simulation.topics().join());
    this.neighbours = simulation.neighbours().join();
    this.transport =
        new PeersNamedTransport(
            new DirectoryTransport(
                new DirectoryTransport.Settings(
                    simulation.root().resolve("shared"), name, Duration.ofSeconds(1)),
                gate,
                storage,
                simulation.scheduler()));
  }

  /** How many announcements this node has sent. */
  int sent() {
    return topic.sent;
  }

  @Override
  public ControlTopic topic() {
    return topic;
  }

  @Override
  public NeighbourExchange neighbours() {
    return neighbours;
  }

  @Override
  public ArchiveTransport transport() {
    return transport;
  }

  @Override
  public Optional<DistributedHashTable> hashTable() {
    return Optional.of(hashTable);
  }

  /** Peers that this node's transport was told of for a file. */
  Set<PeerAddress> peersNamed(InfoHash file) {
    return transport.named(file);
  }

  /** What this node announces. */
  RecordedHashTable announced() {
    return hashTable;
  }

  @Override
  public Predicate<PeerAddress> mayDial() {
    return address -> true;
  }

  @Override
  public List<PeerAddress> torrentAddresses() {
    return List.of();
  }

  @Override
  public List<String> wakuAddresses() {
    return List.of();
  }

  @Override
  public String peerId() {
    return name;
  }

  @Override
  public void keepConnected(String multiaddr) {
    // All are connected.
  }

  @Override
  public LiveNode.WakuState wakuState() {
    return new LiveNode.WakuState(name, "/waku/2/rs/16/32", 1, 1, 0, 0);
  }

  @Override
  public void close() {
    neighbours.answerWith(question -> Optional.empty());
    transport.close();
  }

  private static final class CountingTopic implements ControlTopic {
    private final ControlTopic behind;
    private int sent;

    CountingTopic(ControlTopic behind) {
      this.behind = behind;
    }

    @Override
    public Subscription subscribe(CommunityId community, Listener listener) {
      return behind.subscribe(community, listener);
    }

    @Override
    public PublishOutcome publish(CommunityId community, byte[] signedAnnouncement) {
      sent++;
      return behind.publish(community, signedAnnouncement);
    }
  }
}
