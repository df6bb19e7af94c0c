package org.annals.archiver.seal;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.annals.archiver.MessageId;
import org.annals.keys.PublicKey;

/**
 * The messages of one community that are archived already: targets of late edits, deletions,
 * reactions and pins. Implemented by the message database. Called by one thread at a time.
 */
public interface KnownMessages {

  /** Of the ids (at most 1,000) those that are archived. Tombstoned ones are left out. */
  Map<MessageId, KnownMessage> find(Collection<MessageId> ids) throws IOException;

  /** Of the ids (at most 1,000) those that an archived tombstone names. */
  Set<MessageId> tombstoned(Collection<MessageId> ids) throws IOException;

  /**
   * Whether an edit, deletion, reaction, pin or type 85 is archived, or can have no effect beside
   * what is archived. Asked about late ones only: what was folded into a sealed window may still be
   * in the source, and must not come again in an addendum.
   */
  boolean isSettled(SourceEntry operation) throws IOException;

  /**
   * Hands over all archived messages of an author, in any order. Tombstoned ones are left out, and
   * imports, which have no author here.
   */
  void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) throws IOException;
}
