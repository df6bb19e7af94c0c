package org.annals.waku.gossipsub;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.annals.keys.Digest;
import org.annals.waku.gossipsub.Effects.Collector;
import org.annals.waku.gossipsub.Validator.Verdict;
import org.annals.waku.host.peer.PeerId;

/**
 * One node's gossipsub v1.1, without scoring, as a state machine.
 *
 * <ul>
 *   <li>Every event returns what follows from it; nothing else happens. The same events, ticker and
 *       random numbers give the same effects.
 *   <li>A message is delivered at most once within the seen time, and only when the validator
 *       accepts it; own messages are not delivered.
 *   <li>What peers make this node keep, send or compute is bounded by {@link GossipLimits}.
 *   <li>Backoffs outlive connections.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class Gossip {
  private final GossipState state;
  private final MeshKeeper keeper;
  private final LazyGossip lazy;
  private final Validator validator;

  /**
   * A node without peers and topics.
   *
   * @param ticker monotonic nanoseconds
   */
  public Gossip(
      GossipParameters parameters,
      Validator validator,
      LongSupplier ticker,
      RandomGenerator random) {
    this.state = new GossipState(parameters, ticker, random);
    this.keeper = new MeshKeeper(state);
    this.lazy = new LazyGossip(state);
    this.validator = validator;
  }

  /** What became of an own message. */
  public sealed interface Publication {}

  /**
   * On its way.
   *
   * @param peers how many get it from this node at once
   */
  public record Published(Digest id, int peers, Effects effects) implements Publication {}

  /** Not sent. */
  public record Refused(String reason) implements Publication {}

  /**
   * A peer can be written to. It is greeted with the own topics; a peer that was known keeps what
   * it said before, for its own stream may have lived on.
   *
   * @param outbound whether this node dialled it
   */
  public Effects connected(PeerId id, boolean outbound) {
    Peer peer = state.peers.get(id);
    if (peer == null) {
      state.peers.put(id, new Peer(id, outbound));
    } else {
      peer.writable = true;
    }
    Collector out = new Collector();
    state.meshes.keySet().forEach(topic -> out.to(id).change(topic, true));
    return out.effects();
  }

  /** A peer speaks that cannot be written to yet; {@link #connected} may follow. */
  public void heard(PeerId id, boolean outbound) {
    if (!state.peers.containsKey(id)) {
      Peer peer = new Peer(id, outbound);
      peer.writable = false;
      state.peers.put(id, peer);
    }
  }

  /** A peer cannot be written to for now, though it may still be heard. */
  public void muted(PeerId id) {
    Peer peer = state.peers.get(id);
    if (peer != null) {
      peer.writable = false;
      keeper.forget(id);
    }
  }

  /** A peer is gone. */
  public void disconnected(PeerId id) {
    state.peers.remove(id);
    keeper.forget(id);
  }

  /** Joins a topic. Idempotent. */
  public Effects subscribe(String topic) {
    if (topic.isEmpty()
        || topic.getBytes(StandardCharsets.UTF_8).length > RpcCodec.MAX_TOPIC_BYTES) {
      throw new IllegalArgumentException("a topic has 1 to " + RpcCodec.MAX_TOPIC_BYTES + " bytes");
    }
    if (state.meshes.containsKey(topic)) {
      return Effects.NONE;
    }
    Collector out = new Collector();
    tellAll(topic, true, out);
    keeper.join(topic, out);
    return out.effects();
  }

  /** Leaves a topic. Idempotent. */
  public Effects unsubscribe(String topic) {
    if (!state.meshes.containsKey(topic)) {
      return Effects.NONE;
    }
    Collector out = new Collector();
    tellAll(topic, false, out);
    keeper.leave(topic, out);
    return out.effects();
  }

  /** Sends an own message; the array must not be changed afterwards. */
  public Publication publish(String topic, byte[] data) {
    if (data.length > state.parameters.limits().messageBytes()) {
      return new Refused("a message of " + data.length + " bytes");
    }
    GossipMessage message = GossipMessage.of(topic, data);
    if (!state.seen.add(message.id(), state.now())) {
      return new Refused("the same bytes were sent or heard a moment ago");
    }
    state.cache.put(message);
    state.tally.published++;
    Set<PeerId> targets = targets(topic);
    Collector out = new Collector();
    targets.forEach(peer -> out.to(peer).message(message));
    return new Published(message.id(), targets.size(), out.effects());
  }

  /** A peer has said something. */
  public Effects received(PeerId from, Rpc rpc) {
    Peer peer = state.peers.get(from);
    if (peer == null) {
      return Effects.NONE;
    }
    Collector out = new Collector();
    for (Rpc.TopicChange change : rpc.changes()) {
      changed(peer, change);
    }
    rpc.messages().forEach(message -> arrived(peer, message, out));
    rpc.have().forEach(have -> lazy.announced(peer, have, out));
    lazy.wanted(peer, rpc.want(), out);
    rpc.graft().forEach(topic -> keeper.grafted(peer, topic, out));
    rpc.prune().forEach(prune -> keeper.pruned(peer, prune.topic(), prune.backoffSeconds()));
    return out.effects();
  }

  /** To be called once per {@link GossipParameters.Times#heartbeat}. */
  public Effects heartbeat() {
    long now = state.now();
    Collector out = new Collector();
    state.peers.values().forEach(Peer::heartbeat);
    state.seen.expire(now);
    state.promises.expire(now);
    state.backoffs.expire(now, state.parameters.times().heartbeat().toNanos());
    long fanoutNanos = state.parameters.times().fanout().toNanos();
    state.fanouts.values().removeIf(fanout -> now - fanout.lastPublished >= fanoutNanos);
    for (Map.Entry<String, Set<PeerId>> mesh : state.meshes.entrySet()) {
      keeper.balance(mesh.getKey(), mesh.getValue(), out);
      lazy.announce(mesh.getKey(), mesh.getValue(), out);
    }
    state.fanouts.forEach((topic, fanout) -> lazy.announce(topic, fanout.peers, out));
    state.cache.shift();
    return out.effects();
  }

  /** The topics that this node subscribes to. */
  public Set<String> topics() {
    return ordered(state.meshes.keySet());
  }

  /** The mesh of a topic; empty for one that is not subscribed. */
  public Set<PeerId> mesh(String topic) {
    Set<PeerId> mesh = state.meshes.get(topic);
    return mesh == null ? Set.of() : ordered(mesh);
  }

  /** Peers that subscribe to a topic and can be written to. */
  public Set<PeerId> subscribers(String topic) {
    Set<PeerId> found = new LinkedHashSet<>();
    state.subscribers(topic).forEach(peer -> found.add(peer.id));
    return Collections.unmodifiableSet(found);
  }

  /** What has been seen so far. */
  public GossipCounts counts() {
    GossipState.Tally tally = state.tally;
    return new GossipCounts(
        tally.delivered,
        tally.duplicates,
        tally.rejected,
        tally.foreign,
        tally.published,
        tally.served,
        tally.refusedGrafts,
        tally.overLimit);
  }

  /** For tests of the bounds. */
  GossipState state() {
    return state;
  }

  private void changed(Peer peer, Rpc.TopicChange change) {
    if (change.subscribe()) {
      boolean own = state.meshes.containsKey(change.topic());
      peer.subscribed(change.topic(), own, state.parameters.limits().foreignTopics());
    } else {
      peer.unsubscribed(change.topic());
      keeper.forget(peer.id, change.topic());
    }
  }

  private void arrived(Peer from, GossipMessage message, Collector out) {
    Set<PeerId> mesh = state.meshes.get(message.topic());
    if (mesh == null) {
      state.tally.foreign++;
      return;
    }
    if (!state.seen.add(message.id(), state.now())) {
      state.tally.duplicates++;
      return;
    }
    state.promises.kept(message.id());
    if (message.data().length > state.parameters.limits().messageBytes()
        || validator.judge(message) instanceof Verdict.Rejected) {
      state.tally.rejected++;
      return;
    }
    state.tally.delivered++;
    state.cache.put(message);
    out.deliver(from.id, message);
    for (PeerId peer : mesh) {
      if (!peer.equals(from.id)) {
        out.to(peer).message(message);
      }
    }
  }

  private Set<PeerId> targets(String topic) {
    if (state.parameters.floodPublish()) {
      return subscribers(topic);
    }
    int target = state.parameters.degree().target();
    Set<PeerId> mesh = state.meshes.get(topic);
    if (mesh != null) {
      return mesh.isEmpty() ? some(topic, target, Set.of()) : ordered(mesh);
    }
    GossipState.Fanout fanout =
        state.fanouts.computeIfAbsent(topic, ignored -> new GossipState.Fanout());
    fanout.lastPublished = state.now();
    fanout.peers.addAll(some(topic, target - fanout.peers.size(), fanout.peers));
    return ordered(fanout.peers);
  }

  private Set<PeerId> some(String topic, int count, Set<PeerId> except) {
    Set<PeerId> chosen = new LinkedHashSet<>();
    state.shuffled(subscribers(topic)).stream()
        .filter(peer -> !except.contains(peer))
        .limit(Math.max(0, count))
        .forEach(chosen::add);
    return chosen;
  }

  /** A copy that keeps the order, which {@link Set#copyOf} changes from run to run. */
  private static <T> Set<T> ordered(Set<T> set) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(set));
  }

  private void tellAll(String topic, boolean subscribe, Collector out) {
    for (Peer peer : state.peers.values()) {
      if (peer.writable) {
        out.to(peer.id).change(topic, subscribe);
      }
    }
  }
}
