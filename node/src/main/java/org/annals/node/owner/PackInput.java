package org.annals.node.owner;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.KnownMessages;
import org.annals.archiver.seal.MediaBlob;
import org.annals.archiver.seal.MessageSource;
import org.annals.archiver.seal.SealRules;
import org.annals.archiver.seal.SourceEntry;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.node.community.Community;
import org.annals.node.community.Expiry;

/**
 * What packing reads of a community: its journal without what is over, and what is archived with
 * what the owner took out before it was. Thread-safe.
 */
final class PackInput implements MessageSource, KnownMessages {
  private final LiveJournal journal;
  private final KnownMessages archived;
  private final Expiry expiry;
  private final Map<MessageId, KnownMessage> removed = new HashMap<>();
  private final Map<MessageId, TombstoneReason> reasons = new HashMap<>();

  private PackInput(Community community) {
    this.journal = community.journal();
    this.archived = community.messages().known();
    this.expiry = community.expiry();
  }

  /** The input of a moment. */
  static PackInput of(Community community) throws IOException {
    PackInput input = new PackInput(community);
    for (Map.Entry<KnownMessage, TombstoneReason> each : community.removedMessages().entrySet()) {
      MessageId id = each.getKey().id();
      if (input.archived.tombstoned(Set.of(id)).isEmpty()) {
        input.removed.put(id, each.getKey());
        input.reasons.put(id, each.getValue());
      }
    }
    return input;
  }

  /** The rules of the owner's policy. */
  SealRules rules() {
    return new SealRules(
        channel -> Optional.of(expiry.groupOf(channel)), Set.of(), Set.of(), reasons);
  }

  @Override
  public SortedSet<TimeWindow> windows() {
    SortedSet<TimeWindow> windows = new TreeSet<>(journal.windows());
    removed.values().forEach(message -> windows.add(message.window()));
    return windows;
  }

  private boolean isOver(SourceEntry entry) {
    return entry.channel() != null && entry.clock() < expiry.keepFrom(entry.channel());
  }

  @Override
  public void entries(long fromMillis, long toMillis, Consumer<SourceEntry> sink)
      throws IOException {
    journal.entries(
        fromMillis,
        toMillis,
        entry -> {
          if (!isOver(entry) && !removed.containsKey(entry.id())) {
            sink.accept(entry);
          }
        });
  }

  @Override
  public void backdated(Consumer<SourceEntry> sink) throws IOException {
    journal.backdated(
        entry -> {
          if (!isOver(entry)) {
            sink.accept(entry);
          }
        });
  }

  @Override
  public Optional<KnownMessage> find(MessageId id) throws IOException {
    return journal.find(id);
  }

  @Override
  public byte[] envelope(long locator) throws IOException {
    return journal.envelope(locator);
  }

  @Override
  public Optional<MediaBlob> media(Digest sha256) throws IOException {
    return journal.media(sha256);
  }

  @Override
  public Map<MessageId, KnownMessage> find(Collection<MessageId> ids) throws IOException {
    Map<MessageId, KnownMessage> found = new HashMap<>(archived.find(ids));
    for (MessageId id : ids) {
      KnownMessage message = removed.get(id);
      if (message != null) {
        found.putIfAbsent(id, message);
      }
    }
    return found;
  }

  @Override
  public Set<MessageId> tombstoned(Collection<MessageId> ids) throws IOException {
    return archived.tombstoned(ids);
  }

  @Override
  public boolean isSettled(SourceEntry operation) throws IOException {
    return archived.isSettled(operation);
  }

  @Override
  public void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) throws IOException {
    archived.ofAuthor(author, sink);
  }
}
