package org.annals.importer.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.annals.archiver.chunk.AuthenticatedSection;
import org.annals.archiver.chunk.RecordAuthenticator;
import org.annals.archiver.chunk.SectionOutcome;
import org.annals.archiver.chunk.SectionRecord;

/** What came of reading a section. */
sealed interface SectionSlices {
  /** Records that are checked in one go. */
  int SLICE = 1024;

  /** The section's records in file order, each slice being checked by itself; one at least. */
  record Checking(List<Future<AuthenticatedSection>> slices) implements SectionSlices {
    public Checking {
      slices = List.copyOf(slices);
    }
  }

  /** The section is broken. */
  record Unreadable(String reason) implements SectionSlices {}

  /** Begins to check the records of a section. */
  static SectionSlices checking(
      SectionOutcome.Read section, RecordAuthenticator authenticator, PacedExecutor executor) {
    List<SectionRecord> records = section.records();
    List<Future<AuthenticatedSection>> slices = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(records.size(), from + SLICE);
      SectionOutcome.Read slice =
          new SectionOutcome.Read(section.info(), records.subList(from, to));
      slices.add(executor.submit(() -> authenticator.authenticate(slice)));
      from = to;
    } while (from < records.size());
    return new Checking(slices);
  }
}
