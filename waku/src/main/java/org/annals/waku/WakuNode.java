package org.annals.waku;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.annals.archiver.CommunityId;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.waku.host.Connection;
import org.annals.waku.host.Host;
import org.annals.waku.host.PeerInfo;
import org.annals.waku.host.WireBytes;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.host.peer.PeerId;
import org.annals.waku.metadata.Metadata;
import org.annals.waku.metadata.MetadataExchange;
import org.annals.waku.peers.PeersExchange;
import org.annals.waku.relay.Relay;
import org.annals.waku.relay.RelayTraffic;

/**
 * A node of the Waku network, as far as Annals needs one: announcements over relay on one shard,
 * questions to connected nodes.
 *
 * <ul>
 *   <li>It relays for everybody on the shard, whatever the content topic.
 *   <li>Own messages carry version 0 and the present time, never the same twice, and are never
 *       ephemeral; announcements of more than 4,096 bytes encoded are refused.
 *   <li>The addresses of {@link WakuOptions#peers} are dialled until they answer, and again when
 *       they are lost.
 * </ul>
 *
 * <p>Thread-safe. Listeners run on the given executor; of the events that wait for it, 1,024 are
 * kept and the rest is dropped.
 */
public final class WakuNode implements ControlTopic, NeighbourExchange, AutoCloseable {
  private static final int WAITING_CALLBACKS = 1024;

  private final Host host;
  private final WakuOptions options;
  private final Relay relay;
  private final RelayControlTopic topic;
  private final PeersExchange peers;
  private final Redialer redialer;

  private WakuNode(Host host, WakuOptions options, WakuSurroundings surroundings) {
    BoundedCallbacks callbacks = new BoundedCallbacks(surroundings.callbacks(), WAITING_CALLBACKS);
    this.host = host;
    this.options = options;
    MetadataExchange.mount(
        host, Metadata.of(options.shard().cluster(), List.of(options.shard().index())));
    this.relay = Relay.mount(host, options.relay(), surroundings.random());
    this.topic =
        new RelayControlTopic(
            relay,
            options.shard(),
            new Timestamps(surroundings.clock()),
            host.loop()::nanoTime,
            callbacks);
    this.peers = PeersExchange.mount(host, callbacks);
    this.redialer = new Redialer(host, options.redial(), surroundings.random());
    host.addListener(redialer);
  }

  /**
   * Starts a node on a host that was not started yet and belongs to the node from now on.
   *
   * @throws IOException when an address cannot be bound; the host is closed then
   */
  public static WakuNode start(Host host, WakuOptions options, WakuSurroundings surroundings)
      throws IOException {
    WakuNode node = new WakuNode(host, options, surroundings);
    try {
      host.start();
    } catch (IOException e) {
      host.close();
      throw e;
    }
    options.peers().forEach(node.redialer::keep);
    return node;
  }

  @Override
  public Subscription subscribe(CommunityId community, Listener listener) {
    return topic.subscribe(community, listener);
  }

  @Override
  public PublishOutcome publish(CommunityId community, byte[] signedAnnouncement) {
    return topic.publish(community, signedAnnouncement);
  }

  @Override
  public void ask(Question question, AnswerListener listener) {
    peers.ask(question, listener);
  }

  @Override
  public void answerWith(Responder responder) {
    peers.answerWith(responder);
  }

  @Override
  public void onConnected(Runnable listener) {
    peers.onConnected(listener);
  }

  /** This node's identity. */
  public PeerId peerId() {
    return host.peerId();
  }

  /** The pubsub topic of the shard. */
  public String pubsubTopic() {
    return options.shard().pubsubTopic();
  }

  /** The bound addresses with their real ports and {@code /p2p/ID}. */
  public List<Multiaddr> listenAddresses() {
    return host.listenAddresses().stream().map(a -> a.withPeer(host.peerId())).toList();
  }

  /** All open connections. */
  public List<ConnectedPeer> connectedPeers() {
    return host.connections().stream().map(WakuNode::describe).toList();
  }

  /** Connects once; the connection is not dialled again when it is lost. */
  public CompletableFuture<Connection> dial(Multiaddr address) {
    return host.dial(address);
  }

  /** Stays connected to an address from now on. */
  public void keepConnected(Multiaddr address) {
    redialer.keep(address);
  }

  /** Connected peers that subscribe to the shard. */
  public CompletableFuture<Set<PeerId>> subscribers() {
    return relay.subscribers(pubsubTopic());
  }

  /** Peers in the shard's mesh. */
  public CompletableFuture<Set<PeerId>> mesh() {
    return relay.mesh(pubsubTopic());
  }

  /** Bytes on relay streams, and what was dropped. */
  public CompletableFuture<RelayTraffic> relayTraffic() {
    return relay.traffic();
  }

  /** Bytes on all sockets of the host. */
  public WireBytes wireBytes() {
    return host.wireBytes();
  }

  /** Relay, for other pubsub topics and for tests. */
  public Relay relay() {
    return relay;
  }

  /** Ends all of it, the host included. Idempotent. */
  @Override
  public void close() {
    redialer.close();
    topic.close();
    relay.close();
    host.close();
  }

  private static ConnectedPeer describe(Connection connection) {
    return new ConnectedPeer(
        connection.remotePeer(),
        connection.remoteAddress(),
        connection.direction(),
        connection.info().map(PeerInfo::agentVersion));
  }
}
