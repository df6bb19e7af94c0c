package org.annals.node.community;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.annals.archiver.MessageId;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.KnownMessages;
import org.annals.archiver.seal.SourceEntry;
import org.annals.keys.PublicKey;

/** The archived messages of a message database, as the packer asks for them. Thread-safe. */
record ArchivedMessages(CommunityDatabase database) implements KnownMessages {
  @Override
  public Map<MessageId, KnownMessage> find(Collection<MessageId> ids) {
    return database.using(now -> now.find(ids));
  }

  @Override
  public Set<MessageId> tombstoned(Collection<MessageId> ids) {
    return database.using(now -> now.tombstoned(ids));
  }

  @Override
  public void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) {
    var unused =
        database.using(
            now -> {
              now.ofAuthor(author, sink);
              return true;
            });
  }

  @Override
  public boolean isSettled(SourceEntry entry) {
    return database.using(now -> now.isSettled(entry));
  }
}
