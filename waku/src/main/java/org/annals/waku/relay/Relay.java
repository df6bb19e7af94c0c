package org.annals.waku.relay;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.annals.waku.gossipsub.Effects;
import org.annals.waku.gossipsub.Gossip;
import org.annals.waku.gossipsub.GossipCounts;
import org.annals.waku.gossipsub.GossipMessage;
import org.annals.waku.gossipsub.Rpc;
import org.annals.waku.host.Host;
import org.annals.waku.host.peer.PeerId;

/**
 * Waku relay on a host: gossipsub under Waku's protocol id, StrictNoSign, ids by SHA-256 (RFC 11).
 *
 * <ul>
 *   <li>Listeners hear each valid message once within the seen time, own ones never.
 *   <li>What a peer sends can close its own connection and nothing else.
 *   <li>Futures complete on the host's loop; never, once the host is closed.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class Relay {
  /** The only protocol id under which this node relays. */
  public static final String PROTOCOL = "/vac/waku/relay/2.0.0";

  private final Host host;
  private final RelayOptions options;
  private final Gossip gossip;
  private final RelayStreams streams;
  private final Map<String, List<RelayListener>> listeners = new ConcurrentHashMap<>();
  private boolean closed;

  private Relay(Host host, RelayOptions options, RandomGenerator random) {
    this.host = host;
    this.options = options;
    this.gossip =
        new Gossip(
            options.gossip(),
            new WakuValidator(options.rule()),
            () -> host.loop().nanoTime(),
            random);
    this.streams = new RelayStreams(host, options, new Reactions());
  }

  /**
   * Mounts relay, to be done before the host starts.
   *
   * @param random chooses mesh peers; must not be foreseeable for others
   */
  public static Relay mount(Host host, RelayOptions options, RandomGenerator random) {
    Relay relay = new Relay(host, options, random);
    host.handle(PROTOCOL, relay.streams::accept);
    host.addListener(relay.streams);
    host.loop().execute(relay::nextHeartbeat);
    return relay;
  }

  /** Hears a pubsub topic; what comes after this call has returned is not missed. */
  public RelaySubscription subscribe(String topic, RelayListener listener) {
    listeners.compute(
        topic,
        (ignored, present) -> {
          List<RelayListener> list = present == null ? new CopyOnWriteArrayList<>() : present;
          list.add(listener);
          return list;
        });
    host.loop().run(() -> follow(topic));
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        leave(topic, listener);
      }
    };
  }

  /** Sends a message to a topic that this node subscribes to; others are refused. */
  public CompletableFuture<RelayPublication> publish(String topic, WakuMessage message) {
    byte[] encoded = WakuMessageCodec.encode(message);
    if (encoded.length > WakuMessageCodec.MAX_BYTES) {
      return CompletableFuture.completedFuture(
          new RelayPublication.Refused(
              "a Waku message of "
                  + encoded.length
                  + " bytes, "
                  + WakuMessageCodec.MAX_BYTES
                  + " are allowed"));
    }
    return onLoop(() -> publishNow(topic, encoded));
  }

  /** Peers in the mesh of a topic. */
  public CompletableFuture<Set<PeerId>> mesh(String topic) {
    return onLoop(() -> gossip.mesh(topic));
  }

  /** Connected peers that subscribe to a topic. */
  public CompletableFuture<Set<PeerId>> subscribers(String topic) {
    return onLoop(() -> gossip.subscribers(topic));
  }

  /** What relay has cost. */
  public CompletableFuture<RelayTraffic> traffic() {
    return onLoop(streams::traffic);
  }

  /** What gossipsub has seen. */
  public CompletableFuture<GossipCounts> counts() {
    return onLoop(gossip::counts);
  }

  /** Says good-bye to the meshes and stops; the host goes on. Idempotent. */
  public void close() {
    host.loop().run(this::closeNow);
  }

  private void closeNow() {
    if (!closed) {
      closed = true;
      gossip.topics().forEach(topic -> carryOut(gossip.unsubscribe(topic)));
      host.unhandle(PROTOCOL);
      streams.close();
    }
  }

  private void nextHeartbeat() {
    if (!closed) {
      host.loop().schedule(options.gossip().times().heartbeat(), this::heartbeat);
    }
  }

  private void heartbeat() {
    if (!closed) {
      // First, so that one bad beat is not the last.
      nextHeartbeat();
      carryOut(gossip.heartbeat());
    }
  }

  private void leave(String topic, RelayListener listener) {
    listeners.computeIfPresent(
        topic,
        (ignored, present) -> {
          present.remove(listener);
          return present.isEmpty() ? null : present;
        });
    host.loop().run(() -> follow(topic));
  }

  /** Joins or leaves a topic, as there are listeners or not. */
  private void follow(String topic) {
    if (!closed) {
      boolean wanted = listeners.containsKey(topic);
      carryOut(wanted ? gossip.subscribe(topic) : gossip.unsubscribe(topic));
    }
  }

  private RelayPublication publishNow(String topic, byte[] encoded) {
    if (!listeners.containsKey(topic)) {
      return new RelayPublication.Refused("this node does not subscribe to " + topic);
    }
    Gossip.Publication publication = gossip.publish(topic, encoded);
    if (publication instanceof Gossip.Published published) {
      carryOut(published.effects());
      return new RelayPublication.Sent(published.id(), published.peers(), encoded.length);
    }
    return new RelayPublication.Refused(((Gossip.Refused) publication).reason());
  }

  private void carryOut(Effects effects) {
    effects.outgoing().forEach(outgoing -> streams.send(outgoing.to(), outgoing.rpc()));
    effects.deliveries().forEach(delivery -> deliver(delivery.from(), delivery.message()));
  }

  private void deliver(PeerId from, GossipMessage message) {
    List<RelayListener> present = listeners.getOrDefault(message.topic(), List.of());
    if (WakuMessageCodec.decode(message.data()) instanceof WakuMessageCodec.Decoded decoded) {
      RelayMessage heard =
          new RelayMessage(from, message.topic(), decoded.message(), message.data().length);
      present.forEach(listener -> listener.heard(heard));
    }
  }

  private <T> CompletableFuture<T> onLoop(Supplier<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    host.loop().run(() -> result.complete(action.get()));
    return result;
  }

  /** What the streams report, told to the state machine. */
  private final class Reactions implements RelayStreams.Events {
    @Override
    public void up(PeerId peer, boolean outbound) {
      carryOut(gossip.connected(peer, outbound));
    }

    @Override
    public void muted(PeerId peer) {
      gossip.muted(peer);
    }

    @Override
    public void gone(PeerId peer) {
      gossip.disconnected(peer);
    }

    @Override
    public void rpc(PeerId peer, boolean outbound, Rpc rpc) {
      gossip.heard(peer, outbound);
      carryOut(gossip.received(peer, rpc));
    }
  }
}
