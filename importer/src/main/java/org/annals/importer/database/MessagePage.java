package org.annals.importer.database;

import java.util.List;
import java.util.Optional;

/**
 * Some messages of a list.
 *
 * @param next where the list goes on, empty at its end
 */
public record MessagePage(List<ShownMessage> messages, Optional<PageCursor> next) {
  public MessagePage {
    messages = List.copyOf(messages);
  }
}
