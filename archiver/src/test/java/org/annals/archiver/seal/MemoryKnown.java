package org.annals.archiver.seal;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.annals.archiver.MessageId;
import org.annals.keys.PublicKey;

/** Archived messages in memory. For tests. */
public final class MemoryKnown implements KnownMessages {
  private final Map<MessageId, KnownMessage> messages = new HashMap<>();
  private final Set<MessageId> tombstoned = new HashSet<>();
  private final Set<MessageId> settled = new HashSet<>();

  /** Adds archived messages. */
  public MemoryKnown with(SampleItem... items) {
    for (SampleItem item : items) {
      messages.put(item.id(), item.known());
    }
    return this;
  }

  /** Adds the id of a message that a tombstone names. */
  public MemoryKnown tombstone(MessageId id) {
    tombstoned.add(id);
    messages.remove(id);
    return this;
  }

  @Override
  public Map<MessageId, KnownMessage> find(Collection<MessageId> ids) {
    Map<MessageId, KnownMessage> found = new HashMap<>(messages);
    found.keySet().retainAll(ids);
    return found;
  }

  @Override
  public Set<MessageId> tombstoned(Collection<MessageId> ids) {
    Set<MessageId> found = new HashSet<>(tombstoned);
    found.retainAll(ids);
    return found;
  }

  /** Adds operations that are archived. */
  public MemoryKnown withOperations(SampleItem... items) {
    for (SampleItem item : items) {
      settled.add(item.id());
    }
    return this;
  }

  @Override
  public boolean isSettled(SourceEntry operation) {
    return settled.contains(operation.id());
  }

  @Override
  public void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) {
    messages.values().stream()
        .filter(m -> m.author().equals(author) && !m.imported())
        .forEach(sink);
  }
}
