package org.annals.archiver.seal;

import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.message.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The edits, deletions, reactions and pins of one target. Confined to one thread.
 *
 * <p>Entries are numbers of an {@link EntryTable}.
 */
final class Operations {
  /** What is known of a target that is no entry of the table; null when nothing is. */
  final @Nullable KnownMessage target;

  final List<Integer> edits = new ArrayList<>(1);
  final List<Integer> deletions = new ArrayList<>(1);
  final List<Integer> reactions = new ArrayList<>(1);
  final List<Integer> pins = new ArrayList<>(1);

  Operations(@Nullable KnownMessage target) {
    this.target = target;
  }

  void add(int entry, int type) {
    switch (type) {
      case MessageType.EDIT -> edits.add(entry);
      case MessageType.DELETION -> deletions.add(entry);
      case MessageType.REACTION -> reactions.add(entry);
      default -> pins.add(entry);
    }
  }

  int count() {
    return edits.size() + deletions.size() + reactions.size() + pins.size();
  }

  static boolean isOperation(int type) {
    return type == MessageType.EDIT
        || type == MessageType.DELETION
        || type == MessageType.REACTION
        || type == MessageType.PIN;
  }
}
