package org.annals.waku.gossipsub;

import java.util.HashSet;
import java.util.Set;
import org.annals.waku.host.peer.PeerId;

/** What is known of one connected peer, and what it has cost since the last heartbeat. */
final class Peer {
  final PeerId id;

  /** Whether this node dialled it: such peers are harder to force upon a node (v1.1 D_out). */
  final boolean outbound;

  /** Whether it can be told something; else it is kept for what it said. */
  boolean writable = true;

  int ihaves;
  int idsAsked;
  int idsServed;
  int prunes;
  long bytesServed;

  private final Set<String> topics = new HashSet<>();

  Peer(PeerId id, boolean outbound) {
    this.id = id;
    this.outbound = outbound;
  }

  /**
   * Notes a topic.
   *
   * @param own whether this node subscribes to it, which makes room for it in any case
   */
  void subscribed(String topic, boolean own, int mostForeign) {
    if (own || topics.size() < mostForeign) {
      topics.add(topic);
    }
  }

  void unsubscribed(String topic) {
    topics.remove(topic);
  }

  boolean subscribes(String topic) {
    return topics.contains(topic);
  }

  int topicCount() {
    return topics.size();
  }

  void heartbeat() {
    ihaves = 0;
    idsAsked = 0;
    idsServed = 0;
    prunes = 0;
    bytesServed = 0;
  }
}
