package org.annals.archiver.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.MessageType;

/**
 * Whose deletion takes one image of an album takes the whole album, as in Status. Images of an
 * album are messages of their own, sent within minutes. Used once.
 */
final class Albums {
  private static final long SPAN_MILLIS = 10 * 60 * 1000;

  private final PackScope scope;
  private final Folded folded;
  private final EntryTable table;

  Albums(PackScope scope, Folded folded) {
    this.scope = scope;
    this.folded = folded;
    this.table = folded.table;
  }

  /** Spreads the deletions that were found over the albums of their targets. */
  void deleteWhole(boolean[] skipped) throws IOException {
    Map<Integer, Folded.Gone> found = Map.copyOf(folded.gone);
    int[] ordered = new int[0];
    for (Map.Entry<Integer, Folded.Gone> gone : found.entrySet()) {
      String album = gone.getValue().deletion() == Folded.NONE ? "" : album(gone.getKey());
      if (!album.isEmpty()) {
        ordered = ordered.length == 0 ? table.ordered() : ordered;
        for (int sibling : siblings(gone.getKey(), album, ordered, skipped)) {
          folded.kept[sibling] = false;
          folded.gone.putIfAbsent(sibling, new Folded.Gone(gone.getValue().reason(), Folded.NONE));
        }
      }
    }
  }

  private String album(int entry) throws IOException {
    return scope.loader().content(table, entry).orElse(null) instanceof MessageContent.Chat chat
        ? chat.albumId()
        : "";
  }

  private List<Integer> siblings(int entry, String album, int[] ordered, boolean[] skipped)
      throws IOException {
    List<Integer> siblings = new ArrayList<>();
    long from = table.clock(entry) - SPAN_MILLIS;
    for (int i = firstFrom(from, ordered); i < ordered.length; i++) {
      int other = ordered[i];
      if (table.clock(other) > table.clock(entry) + SPAN_MILLIS) {
        break;
      }
      boolean candidate =
          other != entry
              && !skipped[other]
              && table.type(other) == MessageType.CHAT
              && table.sameAuthor(entry, other)
              && table.sameChannel(entry, other);
      if (candidate && album(other).equals(album)) {
        siblings.add(other);
      }
    }
    return siblings;
  }

  private int firstFrom(long clock, int[] ordered) {
    int low = 0;
    int high = ordered.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (table.clock(ordered[middle]) < clock) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
