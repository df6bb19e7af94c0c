package org.annals.archiver.seal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.MessageType;

/** Finds the chat messages that must not be packed because the archive knows their ids. */
final class ArchivedCheck {
  private static final int BATCH = 1000;

  private final PackScope scope;
  private final EntryTable table;
  private final boolean[] skipped;

  private ArchivedCheck(PackScope scope, EntryTable table) {
    this.scope = scope;
    this.table = table;
    this.skipped = new boolean[table.size()];
  }

  /**
   * The entries to skip: tombstoned ones and, in an addendum, those that are archived already,
   * unless they are a later version of an import.
   */
  static boolean[] of(PackScope scope, EntryTable table) throws IOException {
    ArchivedCheck check = new ArchivedCheck(scope, table);
    Map<MessageId, Integer> batch = new LinkedHashMap<>();
    for (int entry = 0; entry < table.size(); entry++) {
      if (table.type(entry) == MessageType.CHAT) {
        batch.put(table.id(entry), entry);
      }
      if (batch.size() >= BATCH) {
        check.skip(batch);
        batch.clear();
      }
    }
    check.skip(batch);
    return check.skipped;
  }

  private void skip(Map<MessageId, Integer> batch) throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    for (MessageId id : scope.known().tombstoned(batch.keySet())) {
      skipped[Objects.requireNonNull(batch.get(id))] = true;
      scope.left().count("gone already");
    }
    if (!scope.addendum()) {
      return;
    }
    for (KnownMessage message : scope.known().find(batch.keySet()).values()) {
      int entry = Objects.requireNonNull(batch.get(message.id()));
      if (!skipped[entry] && !isNewer(entry, message)) {
        skipped[entry] = true;
        scope.left().count("archived already");
      }
    }
  }

  private boolean isNewer(int entry, KnownMessage archived) throws IOException {
    return table.imported(entry)
        && scope.loader().content(table, entry).orElse(null) instanceof MessageContent.Chat chat
        && chat.imported().filter(mark -> mark.edited() > archived.edited()).isPresent();
  }
}
