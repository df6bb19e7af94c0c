package org.annals.waku.gossipsub;

import java.util.ArrayList;
import java.util.List;
import org.annals.keys.Digest;

/**
 * What one peer tells another at once. Immutable.
 *
 * @param changes topics that the sender joins and leaves
 * @param have messages that the sender can give
 * @param want messages that the sender asks for
 * @param graft topics whose mesh the receiver shall join
 * @param prune topics whose mesh the receiver is out of
 */
public record Rpc(
    List<TopicChange> changes,
    List<GossipMessage> messages,
    List<Have> have,
    List<Digest> want,
    List<String> graft,
    List<Prune> prune) {

  /** Copies the lists. */
  public Rpc {
    changes = List.copyOf(changes);
    messages = List.copyOf(messages);
    have = List.copyOf(have);
    want = List.copyOf(want);
    graft = List.copyOf(graft);
    prune = List.copyOf(prune);
  }

  /** A topic joined or left. */
  public record TopicChange(String topic, boolean subscribe) {}

  /** Ids of messages of a topic. */
  public record Have(String topic, List<Digest> ids) {
    /** Copies the ids. */
    public Have {
      ids = List.copyOf(ids);
    }
  }

  /**
   * Out of a topic's mesh.
   *
   * @param backoffSeconds as unsigned; 0 leaves it to the receiver
   */
  public record Prune(String topic, long backoffSeconds) {}

  /** Whether it says nothing. */
  public boolean isEmpty() {
    return changes.isEmpty()
        && messages.isEmpty()
        && have.isEmpty()
        && want.isEmpty()
        && graft.isEmpty()
        && prune.isEmpty();
  }

  /**
   * Whether the mesh breaks when this is lost: joins, leaves, grafts, prunes and questions.
   * Messages and announcements of messages can be had again.
   */
  public boolean isControl() {
    return !changes.isEmpty() || !want.isEmpty() || !graft.isEmpty() || !prune.isEmpty();
  }

  /** Collects entries. Not thread-safe. */
  public static final class Builder {
    private final List<TopicChange> changes = new ArrayList<>();
    private final List<GossipMessage> messages = new ArrayList<>();
    private final List<Have> have = new ArrayList<>();
    private final List<Digest> want = new ArrayList<>();
    private final List<String> graft = new ArrayList<>();
    private final List<Prune> prune = new ArrayList<>();

    /** Adds a topic joined or left. */
    public Builder change(String topic, boolean subscribe) {
      changes.add(new TopicChange(topic, subscribe));
      return this;
    }

    /** Adds a message. */
    public Builder message(GossipMessage message) {
      messages.add(message);
      return this;
    }

    /** Adds an announcement of messages. */
    public Builder have(String topic, List<Digest> ids) {
      have.add(new Have(topic, ids));
      return this;
    }

    /** Adds a question for a message. */
    public Builder want(Digest id) {
      want.add(id);
      return this;
    }

    /** Adds a graft. */
    public Builder graft(String topic) {
      graft.add(topic);
      return this;
    }

    /** Adds a prune. */
    public Builder prune(String topic, long backoffSeconds) {
      prune.add(new Prune(topic, backoffSeconds));
      return this;
    }

    /** What was added. */
    public Rpc build() {
      return new Rpc(changes, messages, have, want, graft, prune);
    }
  }
}
