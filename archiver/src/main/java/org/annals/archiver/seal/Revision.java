package org.annals.archiver.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.annals.archiver.ChannelId;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.TombstoneReason;

/**
 * What the rules make of one chunk's records: those that stay, with tombstones in the place of
 * removed messages; and those that go into another group. Used once.
 */
final class Revision {
  private final RepackRules rules;
  private final GroupId group;
  private final LeftOut left;
  private boolean changed;

  private final List<PlacedRecord> staying = new ArrayList<>();
  private final Map<GroupId, List<PlacedRecord>> moving = new TreeMap<>();

  private Revision(RepackRules rules, GroupId group, LeftOut left) {
    this.rules = rules;
    this.group = group;
    this.left = left;
  }

  /** Revises the records of a chunk of this group. */
  static Revision of(
      List<ArchivedRecords.Placed> records, RepackRules rules, GroupId group, LeftOut left) {
    Revision revision = new Revision(rules, group, left);
    List<PlacedRecord> over = new ArrayList<>();
    records.forEach(record -> revision.add(record, over));
    if (revision.changed) {
      left.count("its time is over", over.size());
    } else {
      // Nothing is packed again only because its time is over: in the end the whole chunk goes.
      revision.staying.addAll(over);
      revision.staying.sort(PlacedRecord.WALK);
    }
    return revision;
  }

  /** Whether anything but the end of a period makes a difference. */
  boolean changed() {
    return changed;
  }

  /** Records that stay, in walk order. */
  List<PlacedRecord> staying() {
    return staying;
  }

  /** Records that go, by their new group, in walk order. */
  Map<GroupId, List<PlacedRecord>> moving() {
    return moving;
  }

  private void add(ArchivedRecords.Placed placed, List<PlacedRecord> over) {
    Optional<PlacedRecord> kept = withoutRemoved(placed);
    if (kept.isEmpty()) {
      changed = true;
      left.count("its target is gone");
      return;
    }
    PlacedRecord record = kept.get();
    ChannelId channel = record.channel();
    GroupId wanted = channel == null ? GroupId.PUBLIC : rules.groupOf().apply(channel);
    boolean moves = !wanted.equals(group);
    changed |= moves || !record.equals(placed.record());
    boolean isOver = channel != null && record.clock() < rules.keepFrom().applyAsLong(channel);
    if (isOver || (!wanted.equals(GroupId.PUBLIC) && outlivesItsMessage(placed))) {
      over.add(record);
    } else if (moves) {
      moving.computeIfAbsent(wanted, g -> new ArrayList<>()).add(record);
    } else {
      staying.add(record);
    }
  }

  /** An edit that stands in a later window than its message, which is over long before. */
  private boolean outlivesItsMessage(ArchivedRecords.Placed placed) {
    if (placed.record().record() instanceof ArchiveRecord.Signed
        && placed.content().orElse(null) instanceof MessageContent.Edit edit) {
      return edit.targetId()
          .flatMap(rules.windowOf())
          .filter(window -> edit.clock() < window.foldLimitMillis())
          .isEmpty();
    }
    return false;
  }

  /** The record as the rules leave it: itself, a tombstone, or nothing. */
  private Optional<PlacedRecord> withoutRemoved(ArchivedRecords.Placed placed) {
    PlacedRecord record = placed.record();
    if (record.record() instanceof ArchiveRecord.Tombstone) {
      return Optional.of(record);
    }
    Optional<MessageId> target =
        record.record() instanceof ArchiveRecord.Edited
            ? Optional.empty()
            : placed.content().flatMap(MessageContent::targetId);
    if (target.filter(rules.removed()::containsKey).isPresent()) {
      return Optional.empty();
    }
    TombstoneReason reason = rules.removed().get(record.id());
    if (reason == null) {
      return Optional.of(record);
    }
    ChannelId channel = Objects.requireNonNull(record.channel());
    return Optional.of(
        PlacedRecord.of(
            channel,
            record.clock(),
            record.id(),
            new ArchiveRecord.Tombstone(
                record.id(), channel, record.clock(), reason, Optional.empty()),
            List.of()));
  }
}
