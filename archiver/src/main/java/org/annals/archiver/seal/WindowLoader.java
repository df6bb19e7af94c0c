package org.annals.archiver.seal;

import java.io.IOException;
import org.annals.archiver.ChannelId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.MessageType;

/**
 * Reads what may belong to a window: its messages, and the operations from its start to its fold
 * limit, with the few that were dated back before it. Stateless.
 */
final class WindowLoader {
  private WindowLoader() {}

  static EntryTable load(PackScope scope) throws IOException {
    EntryTable table = new EntryTable();
    TimeWindow window = scope.window();
    long start = window.startSeconds() * 1000;
    scope.source().entries(start, window.foldLimitMillis(), entry -> add(scope, table, entry));
    scope
        .source()
        .backdated(
            entry -> {
              if (entry.clock() < start && Operations.isOperation(entry.type())) {
                add(scope, table, entry);
              }
            });
    return table;
  }

  private static void add(PackScope scope, EntryTable table, SourceEntry entry) {
    ChannelId channel = entry.channel();
    boolean own = scope.window().contains(entry.clock());
    boolean wanted = entry.type() == MessageType.CHAT ? own : Operations.isOperation(entry.type());
    if (entry.type() == MessageType.MEMBER_DELETION) {
      table.add(entry);
    } else if (channel != null && wanted) {
      if (scope.rules().groupOf().apply(channel).isPresent()) {
        table.add(entry);
      } else if (own) {
        scope.left().count("channel is not packed");
      }
    } else if (own) {
      scope.left().count("type is not archived");
    }
  }
}
