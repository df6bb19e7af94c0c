package org.annals.waku.gossipsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.keys.Digest;
import org.annals.waku.host.peer.PeerId;

/**
 * The messages of the last heartbeats, for peers who ask for them (v1.0 "Message cache"). Bounded
 * by heartbeats and by bytes: when full, the oldest go first. Not thread-safe.
 */
final class MessageCache {
  private final int windows;
  private final int announced;
  private final long maxBytes;
  private final Map<Digest, Entry> entries = new LinkedHashMap<>();
  private final Deque<List<Digest>> history = new ArrayDeque<>();
  private long bytes;

  /** A message and how often each peer got it for asking. */
  private record Entry(GossipMessage message, Map<PeerId, Integer> served) {}

  MessageCache(int windows, int announced, long maxBytes) {
    this.windows = windows;
    this.announced = announced;
    this.maxBytes = maxBytes;
    history.addFirst(new ArrayList<>());
  }

  void put(GossipMessage message) {
    if (entries.putIfAbsent(message.id(), new Entry(message, new HashMap<>())) == null) {
      bytes += message.data().length;
      history.getFirst().add(message.id());
      while (bytes > maxBytes) {
        forget(entries.keySet().iterator().next());
      }
    }
  }

  /** The message, unless the peer has had it for asking often enough; counts this time. */
  Optional<GossipMessage> serve(Digest id, PeerId peer, int most) {
    Entry entry = entries.get(id);
    if (entry == null || entry.served.merge(peer, 1, Integer::sum) > most) {
      return Optional.empty();
    }
    return Optional.of(entry.message);
  }

  /** Ids of a topic's messages that are young enough to be announced, newest window first. */
  List<Digest> recent(String topic) {
    List<Digest> found = new ArrayList<>();
    int window = 0;
    for (List<Digest> ids : history) {
      if (window++ == announced) {
        break;
      }
      for (Digest id : ids) {
        Entry entry = entries.get(id);
        if (entry != null && entry.message.topic().equals(topic)) {
          found.add(id);
        }
      }
    }
    return found;
  }

  /** A heartbeat has passed. */
  void shift() {
    if (history.size() == windows) {
      history.removeLast().forEach(this::forget);
    }
    history.addFirst(new ArrayList<>());
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  private void forget(Digest id) {
    Entry gone = entries.remove(id);
    if (gone != null) {
      bytes -= gone.message.data().length;
    }
  }
}
