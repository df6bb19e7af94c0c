package org.annals.archiver.chunk;

import java.util.List;
import java.util.SortedMap;

/**
 * A message section after the check of its records.
 *
 * @param accepted in file order
 * @param rejected how many records were refused, by reason
 */
public record AuthenticatedSection(
    MessageSectionInfo info, List<AcceptedRecord> accepted, SortedMap<String, Integer> rejected) {
  public AuthenticatedSection {
    accepted = List.copyOf(accepted);
  }
}
