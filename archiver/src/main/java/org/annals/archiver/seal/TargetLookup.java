package org.annals.archiver.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;

/**
 * Finds for each operation of a table the message that it is about, and whether it belongs to the
 * window that is packed (FORMAT section 3): to its target's window when its clock lies before that
 * window's fold limit, else to its own. Used once.
 */
final class TargetLookup {
  private static final int BATCH = 1000;

  private final TimeWindow window;
  private final EntryTable table;
  private final MessageSource source;
  private final KnownMessages known;
  private final LeftOut left;
  private final boolean[] skipped;
  private final boolean addendum;

  /** Operations by the entry that is their target. */
  final Map<Integer, Operations> here = new HashMap<>();

  /** Operations of other targets that belong to this window. */
  final Map<MessageId, Operations> elsewhere = new LinkedHashMap<>();

  /**
   * A lookup.
   *
   * @param skipped entries that are left out already
   */
  TargetLookup(PackScope scope, EntryTable table, boolean[] skipped) {
    this.window = scope.window();
    this.table = table;
    this.source = scope.source();
    this.known = scope.known();
    this.left = scope.left();
    this.skipped = skipped;
    this.addendum = scope.addendum();
  }

  void run() throws IOException {
    Map<MessageId, List<Integer>> pending = new LinkedHashMap<>();
    for (int entry = 0; entry < table.size(); entry++) {
      MessageId target = table.target(entry);
      if (Operations.isOperation(table.type(entry)) && target != null) {
        int found = table.findTarget(entry);
        if (found >= 0 && !skipped[found]) {
          addHere(found, entry);
        } else {
          pending.computeIfAbsent(target, t -> new ArrayList<>(1)).add(entry);
        }
      }
      if (pending.size() >= BATCH) {
        resolve(pending);
        pending.clear();
      }
    }
    resolve(pending);
  }

  private void addHere(int target, int entry) {
    if (table.sameChannel(target, entry)) {
      here.computeIfAbsent(target, t -> new Operations(null)).add(entry, table.type(entry));
    } else {
      left.count("another channel than its target");
    }
  }

  private void resolve(Map<MessageId, List<Integer>> pending) throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    Set<MessageId> tombstoned = known.tombstoned(pending.keySet());
    Map<MessageId, KnownMessage> archived = known.find(pending.keySet());
    for (Map.Entry<MessageId, List<Integer>> target : pending.entrySet()) {
      MessageId id = target.getKey();
      Optional<KnownMessage> message =
          archived.containsKey(id) ? Optional.of(archived.get(id)) : source.find(id);
      for (int entry : target.getValue()) {
        if (!belongsHere(table.clock(entry), message)) {
          continue;
        }
        if (tombstoned.contains(id)) {
          left.count("its target is gone");
        } else if (addendum && known.isSettled(table.entry(entry))) {
          left.count("archived already");
        } else {
          addElsewhere(id, message, entry);
        }
      }
    }
  }

  private boolean belongsHere(long clock, Optional<KnownMessage> target) {
    if (target.isPresent() && clock < target.get().window().foldLimitMillis()) {
      return target.get().window().equals(window);
    }
    return window.contains(clock);
  }

  private void addElsewhere(MessageId id, Optional<KnownMessage> target, int entry) {
    if (target.isPresent() && !target.get().channel().equals(table.channel(entry))) {
      left.count("another channel than its target");
      return;
    }
    elsewhere
        .computeIfAbsent(id, t -> new Operations(target.orElse(null)))
        .add(entry, table.type(entry));
  }
}
