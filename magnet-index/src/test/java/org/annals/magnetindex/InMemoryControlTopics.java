package org.annals.magnetindex;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.annals.archiver.CommunityId;

/**
 * A network of control topics in one process: every node hears every other. Thread-safe; listeners
 * run on the executor that was given.
 */
public final class InMemoryControlTopics {
  private static final Duration SEEN = Duration.ofMinutes(2);

  private final List<Node> nodes = new ArrayList<>();
  private final Supplier<Instant> now;
  private final Executor executor;

  /** A network without nodes. */
  public InMemoryControlTopics(Supplier<Instant> now, Executor executor) {
    this.now = now;
    this.executor = executor;
  }

  /** Joins a node. */
  public synchronized ControlTopic join() {
    Node node = new Node();
    nodes.add(node);
    return node;
  }

  private synchronized int send(Node from, CommunityId community, byte[] bytes) {
    Instant sent = now.get();
    int peers = 0;
    for (Node node : nodes) {
      if (!node.equals(from)) {
        peers += node.receive(community, bytes, sent) ? 1 : 0;
      }
    }
    return peers;
  }

  private final class Node implements ControlTopic {
    private final Map<CommunityId, List<Listener>> listeners = new HashMap<>();
    private final Map<ByteBuffer, Instant> seen = new HashMap<>();

    @Override
    public Subscription subscribe(CommunityId community, Listener listener) {
      synchronized (InMemoryControlTopics.this) {
        listeners.computeIfAbsent(community, key -> new ArrayList<>()).add(listener);
      }
      return () -> {
        synchronized (InMemoryControlTopics.this) {
          listeners.getOrDefault(community, new ArrayList<>()).remove(listener);
        }
      };
    }

    @Override
    public PublishOutcome publish(CommunityId community, byte[] signedAnnouncement) {
      if (signedAnnouncement.length == 0 || signedAnnouncement.length > ControlTopics.MAX_PAYLOAD) {
        return new PublishOutcome.Rejected(
            "an announcement has 1 to " + ControlTopics.MAX_PAYLOAD + " bytes");
      }
      int peers = send(this, community, signedAnnouncement.clone());
      return new PublishOutcome.Sent(
          peers,
          signedAnnouncement.length + ControlTopics.MAX_WAKU_MESSAGE - ControlTopics.MAX_PAYLOAD);
    }

    private boolean receive(CommunityId community, byte[] bytes, Instant sent) {
      List<Listener> all = listeners.getOrDefault(community, List.of());
      if (all.isEmpty()) {
        return false;
      }
      seen.values().removeIf(time -> time.plus(SEEN).isBefore(sent));
      if (seen.putIfAbsent(ByteBuffer.wrap(bytes), sent) == null) {
        for (Listener listener : List.copyOf(all)) {
          executor.execute(() -> listener.heard(bytes.clone(), sent));
        }
      }
      return true;
    }
  }
}
