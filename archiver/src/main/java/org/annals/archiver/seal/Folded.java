package org.annals.archiver.seal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.TombstoneReason;

/**
 * What becomes of a window's entries: the outcome of {@link Folding}. Entries are numbers of the
 * table; what is in none of the maps and not kept is left out.
 */
final class Folded {
  /** No deletion envelope goes with a tombstone. */
  static final int NONE = -1;

  final EntryTable table;
  final boolean[] kept;
  final Map<Integer, Integer> edits = new HashMap<>();
  final Map<Integer, Gone> gone = new HashMap<>();
  final List<Extra> extras = new ArrayList<>();

  Folded(EntryTable table) {
    this.table = table;
    this.kept = new boolean[table.size()];
  }

  /**
   * An entry that becomes a tombstone.
   *
   * @param deletion entry of the deletion, or {@link #NONE}
   */
  record Gone(TombstoneReason reason, int deletion) {}

  /**
   * A tombstone for a message that is no entry.
   *
   * @param clock of the tombstone
   * @param deletion entry of the deletion, or {@link #NONE}
   */
  record Extra(
      MessageId target, ChannelId channel, long clock, TombstoneReason reason, int deletion) {}
}
