package org.annals.archiver.chunk;

import java.util.List;

/** What came of reading a message section. */
public sealed interface SectionOutcome {

  /** All records of the section, in file order. */
  record Read(MessageSectionInfo info, List<SectionRecord> records) implements SectionOutcome {
    public Read {
      records = List.copyOf(records);
    }
  }

  /** The section is broken, and with it the chunk. */
  record Rejected(String reason) implements SectionOutcome {}
}
