package org.annals.bench.pack;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.annals.archiver.MessageId;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.KnownMessages;
import org.annals.archiver.seal.SourceEntry;
import org.annals.keys.PublicKey;

/** The archive before the first packing. */
final class NothingArchived implements KnownMessages {
  @Override
  public Map<MessageId, KnownMessage> find(Collection<MessageId> ids) {
    return Map.of();
  }

  @Override
  public Set<MessageId> tombstoned(Collection<MessageId> ids) {
    return Set.of();
  }

  @Override
  public boolean isSettled(SourceEntry operation) {
    return false;
  }

  @Override
  public void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) {}
}
