package org.annals.importer.chunk;

import java.util.SortedMap;
import org.annals.importer.database.IngestCounts;

/** What came of importing a chunk. */
public sealed interface ImportOutcome {

  /**
   * All of it is in the database.
   *
   * @param sections imported now; the others were there before
   * @param counts what became of the records
   * @param rejected records whose signature, channel or clock is wrong, by reason
   */
  record Imported(int sections, IngestCounts counts, SortedMap<String, Integer> rejected)
      implements ImportOutcome {}

  /** This version cannot read it; to be tried again after an update. */
  record Unsupported(String reason) implements ImportOutcome {}

  /** The file is not what was verified once: fetch it again. Whole sections before stay. */
  record Damaged(String reason) implements ImportOutcome {}

  /**
   * There is no room. Whole sections before stay; it goes on from there next time.
   *
   * @param reason for people
   * @param missing how many bytes are lacking
   */
  record NoRoom(String reason, long missing) implements ImportOutcome {}
}
