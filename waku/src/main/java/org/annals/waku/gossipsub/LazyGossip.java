package org.annals.waku.gossipsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.keys.Digest;
import org.annals.waku.gossipsub.Effects.Collector;
import org.annals.waku.host.peer.PeerId;

/**
 * IHAVE and IWANT: those outside of the mesh hear what there is and ask for what they miss. Not
 * thread-safe.
 */
final class LazyGossip {
  private final GossipState state;
  private final GossipLimits limits;

  LazyGossip(GossipState state) {
    this.state = state;
    this.limits = state.parameters.limits();
  }

  /** A peer has these messages. */
  void announced(Peer peer, Rpc.Have have, Collector out) {
    if (!state.meshes.containsKey(have.topic())) {
      return;
    }
    if (++peer.ihaves > limits.ihavesPerHeartbeat()) {
      state.tally.overLimit++;
      return;
    }
    long now = state.now();
    for (Digest id : have.ids()) {
      if (peer.idsAsked == limits.idsPerHeartbeat()) {
        state.tally.overLimit++;
        return;
      }
      if (!state.seen.contains(id, now) && state.promises.ask(id, now)) {
        peer.idsAsked++;
        out.to(peer.id).want(id);
      }
    }
  }

  /** A peer asks for messages. */
  void wanted(Peer peer, List<Digest> ids, Collector out) {
    for (Digest id : ids) {
      if (++peer.idsServed > limits.idsPerHeartbeat()
          || peer.bytesServed >= limits.servedBytesPerHeartbeat()) {
        state.tally.overLimit++;
        return;
      }
      Optional<GossipMessage> message = state.cache.serve(id, peer.id, limits.retransmissions());
      if (message.isPresent() && peer.writable) {
        peer.bytesServed += message.get().data().length;
        state.tally.served++;
        out.to(peer.id).message(message.get());
      }
    }
  }

  /** Tells some peers outside of the mesh what came lately. */
  void announce(String topic, Set<PeerId> except, Collector out) {
    List<Digest> recent = state.cache.recent(topic);
    if (recent.isEmpty()) {
      return;
    }
    List<Peer> others = new ArrayList<>();
    for (Peer peer : state.subscribers(topic)) {
      if (!except.contains(peer.id)) {
        others.add(peer);
      }
    }
    GossipParameters.Degree degree = state.parameters.degree();
    int count = Math.max(degree.lazy(), (int) (degree.gossipFactor() * others.size()));
    for (Peer peer : state.shuffled(others).subList(0, Math.min(count, others.size()))) {
      // A different choice for each when there are too many, so that together they hear of all.
      List<Digest> ids = recent;
      if (ids.size() > limits.idsPerHeartbeat()) {
        ids = state.shuffled(recent).subList(0, limits.idsPerHeartbeat());
      }
      out.to(peer.id).have(topic, ids);
    }
  }
}
