package org.annals.waku.gossipsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.annals.waku.gossipsub.Effects.Collector;
import org.annals.waku.gossipsub.GossipParameters.Degree;
import org.annals.waku.host.peer.PeerId;

/** Who is in whose mesh: GRAFT, PRUNE and the balance of every heartbeat. Not thread-safe. */
final class MeshKeeper {
  /** Nobody may lock this node out for longer than this, whatever backoff a PRUNE names. */
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

  private final GossipState state;
  private final Degree degree;

  MeshKeeper(GossipState state) {
    this.state = state;
    this.degree = state.parameters.degree();
  }

  /** Begins a mesh, with the peers of the fanout first. */
  void join(String topic, Collector out) {
    Set<PeerId> mesh = new LinkedHashSet<>();
    state.meshes.put(topic, mesh);
    GossipState.Fanout fanout = state.fanouts.remove(topic);
    if (fanout != null) {
      Set<PeerId> known = fanout.peers;
      graftSome(topic, mesh, degree.target(), peer -> known.contains(peer.id), out);
    }
    graftSome(topic, mesh, degree.target() - mesh.size(), peer -> true, out);
  }

  /** Ends a mesh. */
  void leave(String topic, Collector out) {
    Set<PeerId> mesh = state.meshes.remove(topic);
    if (mesh != null) {
      mesh.forEach(
          peer -> sendPrune(topic, peer, state.parameters.times().unsubscribeBackoff(), out));
    }
  }

  /** A peer wants to be in a mesh. */
  void grafted(Peer peer, String topic, Collector out) {
    Set<PeerId> mesh = state.meshes.get(topic);
    if (mesh == null) {
      return;
    }
    peer.subscribed(topic, true, 0);
    if (mesh.contains(peer.id)) {
      return;
    }
    boolean full = mesh.size() >= degree.high() && !peer.outbound;
    if (!full && !state.backoffs.holds(topic, peer.id, state.now())) {
      mesh.add(peer.id);
      return;
    }
    state.tally.refusedGrafts++;
    if (++peer.prunes > state.parameters.limits().prunesPerHeartbeat()) {
      state.tally.overLimit++;
      return;
    }
    sendPrune(topic, peer.id, state.parameters.times().pruneBackoff(), out);
  }

  /** A peer has put this node out of its mesh. */
  void pruned(Peer peer, String topic, long backoffSeconds) {
    Set<PeerId> mesh = state.meshes.get(topic);
    if (mesh != null) {
      mesh.remove(peer.id);
    } else if (!state.backoffs.holds(topic, peer.id, state.now())) {
      return;
    }
    Duration backoff = state.parameters.times().pruneBackoff();
    if (backoffSeconds != 0) {
      boolean tooLong = Long.compareUnsigned(backoffSeconds, LONGEST_BACKOFF.toSeconds()) > 0;
      backoff = tooLong ? LONGEST_BACKOFF : Duration.ofSeconds(backoffSeconds);
    }
    state.backoffs.hold(topic, peer.id, state.after(backoff));
  }

  /** A peer is gone, or left a topic. */
  void forget(PeerId peer, String topic) {
    Set<PeerId> mesh = state.meshes.get(topic);
    if (mesh != null) {
      mesh.remove(peer);
    }
    GossipState.Fanout fanout = state.fanouts.get(topic);
    if (fanout != null) {
      fanout.peers.remove(peer);
    }
  }

  /** A peer is gone. */
  void forget(PeerId peer) {
    state.meshes.values().forEach(mesh -> mesh.remove(peer));
    state.fanouts.values().forEach(fanout -> fanout.peers.remove(peer));
  }

  /** The heartbeat's work on one mesh. */
  void balance(String topic, Set<PeerId> mesh, Collector out) {
    if (mesh.size() < degree.low()) {
      graftSome(topic, mesh, degree.target() - mesh.size(), peer -> true, out);
    }
    if (mesh.size() > degree.high()) {
      pruneDown(topic, mesh, out);
    }
    int missing = degree.outbound() - outboundIn(mesh);
    if (mesh.size() >= degree.low() && missing > 0) {
      graftSome(topic, mesh, missing, peer -> peer.outbound, out);
    }
  }

  private void graftSome(
      String topic, Set<PeerId> mesh, int count, Predicate<Peer> wanted, Collector out) {
    // One heartbeat of slack: the other side's clock started a little later.
    long ended = state.now() - state.parameters.times().heartbeat().toNanos();
    List<Peer> eligible = new ArrayList<>();
    for (Peer peer : state.subscribers(topic)) {
      if (wanted.test(peer)
          && !mesh.contains(peer.id)
          && !state.backoffs.holds(topic, peer.id, ended)) {
        eligible.add(peer);
      }
    }
    List<Peer> shuffled = state.shuffled(eligible);
    for (Peer peer : shuffled.subList(0, Math.max(0, Math.min(count, shuffled.size())))) {
      mesh.add(peer.id);
      out.to(peer.id).graft(topic);
    }
  }

  private void pruneDown(String topic, Set<PeerId> mesh, Collector out) {
    List<PeerId> order = state.shuffled(mesh);
    // Kept ones come first: D of them, with D_out that this node dialled among them if there are.
    Set<PeerId> kept = new LinkedHashSet<>();
    order.stream().filter(this::isOutbound).limit(degree.outbound()).forEach(kept::add);
    order.stream()
        .filter(peer -> !kept.contains(peer))
        .limit(degree.target() - kept.size())
        .toList()
        .forEach(kept::add);
    for (PeerId peer : order) {
      if (!kept.contains(peer)) {
        mesh.remove(peer);
        sendPrune(topic, peer, state.parameters.times().pruneBackoff(), out);
      }
    }
  }

  private void sendPrune(String topic, PeerId peer, Duration backoff, Collector out) {
    state.backoffs.hold(topic, peer, state.after(backoff));
    out.to(peer).prune(topic, backoff.toSeconds());
  }

  private int outboundIn(Set<PeerId> mesh) {
    return (int) mesh.stream().filter(this::isOutbound).count();
  }

  private boolean isOutbound(PeerId id) {
    Peer peer = state.peers.get(id);
    return peer != null && peer.outbound;
  }
}
