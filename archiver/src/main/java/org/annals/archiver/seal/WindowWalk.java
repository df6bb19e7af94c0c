package org.annals.archiver.seal;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.annals.archiver.ChannelId;
import org.annals.archiver.GroupId;
import org.annals.archiver.chunk.PlacedRecord;
import org.jspecify.annotations.Nullable;

/** Walks over a folded window group by group in the order of (clock, id). Used by one thread. */
final class WindowWalk {
  private final PackScope scope;
  private final EntryTable table;
  private final RecordBuilder records;
  private final int[] ordered;
  private final List<PlacedRecord> extras;

  WindowWalk(PackScope scope) throws IOException {
    this.scope = scope;
    this.table = WindowLoader.load(scope);
    Folded folded = Folding.fold(scope, table);
    this.records = new RecordBuilder(scope, folded);
    this.ordered = table.ordered();
    this.extras = records.extras();
  }

  /** The groups of the window's entries, ascending. */
  NavigableSet<GroupId> groups() {
    NavigableSet<GroupId> groups = new TreeSet<>();
    for (int entry : ordered) {
      group(table.channel(entry)).ifPresent(groups::add);
    }
    extras.forEach(extra -> group(extra.channel()).ifPresent(groups::add));
    return groups;
  }

  private Optional<GroupId> group(@Nullable ChannelId channel) {
    return channel == null ? Optional.of(GroupId.PUBLIC) : scope.rules().groupOf().apply(channel);
  }

  /** Hands all records of a group to the cutter; false when it wants no more. */
  boolean walk(GroupId group, PartCutter cutter) throws IOException {
    int nextExtra = 0;
    for (int entry : ordered) {
      while (nextExtra < extras.size() && isBefore(extras.get(nextExtra), entry)) {
        if (!add(extras.get(nextExtra++), group, cutter)) {
          return false;
        }
      }
      if (group(table.channel(entry)).filter(group::equals).isPresent()) {
        Optional<PlacedRecord> record = records.of(entry);
        if (record.isPresent() && !cutter.add(record.get())) {
          return false;
        }
      }
    }
    while (nextExtra < extras.size()) {
      if (!add(extras.get(nextExtra++), group, cutter)) {
        return false;
      }
    }
    return cutter.end();
  }

  private boolean add(PlacedRecord extra, GroupId group, PartCutter cutter) throws IOException {
    return group(extra.channel()).filter(group::equals).isEmpty() || cutter.add(extra);
  }

  private boolean isBefore(PlacedRecord extra, int entry) {
    int byClock = Long.compare(extra.clock(), table.clock(entry));
    return byClock < 0 || (byClock == 0 && extra.id().compareTo(table.id(entry)) < 0);
  }
}
