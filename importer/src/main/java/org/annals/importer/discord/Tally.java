package org.annals.importer.discord;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts while an import runs. Confined to one thread. */
final class Tally {
  int exports;
  int otherFiles;
  int direct;
  int cutOff;
  int miscounted;
  int channels;

  long total;
  long messages;
  long unreadable;
  long replies;
  long edited;
  long pinned;
  long reactions;
  long stickers;
  long cards;
  long derivedCards;
  long firstClock;
  long lastClock;

  long images;
  long files;
  long metadataOnly;
  long linksOnly;
  long missing;
  long refused;
  long tooLarge;
  long avatars;
  long mediaBytes;

  long added;
  long replaced;
  long known;
  long deleted;

  private final SortedMap<String, Long> events = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private long furtherProblems;

  void event(String name) {
    events.merge(name, 1L, Long::sum);
  }

  void clock(long clock) {
    firstClock = firstClock == 0 ? clock : Math.min(firstClock, clock);
    lastClock = Math.max(lastClock, clock);
  }

  void problem(String text) {
    if (problems.size() < ImportReport.MAX_PROBLEMS) {
      problems.add(text);
    } else {
      furtherProblems++;
    }
  }

  ImportReport report(boolean finished) {
    return new ImportReport(
        finished,
        new ImportReport.Files(exports, otherFiles, direct, cutOff, miscounted, channels),
        new ImportReport.Entries(
            total,
            messages,
            Collections.unmodifiableSortedMap(new TreeMap<>(events)),
            unreadable,
            replies,
            edited,
            pinned,
            reactions,
            stickers,
            cards,
            derivedCards,
            firstClock,
            lastClock),
        new ImportReport.Media(
            images,
            files,
            metadataOnly,
            linksOnly,
            missing,
            refused,
            tooLarge,
            avatars,
            mediaBytes),
        new ImportReport.Stored(added, replaced, known, deleted),
        problems,
        furtherProblems);
  }
}
