package org.annals.archiver.store;

import java.io.IOException;
import java.nio.file.Path;

/** Judges a chunk file by its bytes: hashes and the community's signature. */
@FunctionalInterface
public interface FileCheck {

  /**
   * Reads the whole file.
   *
   * @throws IOException when it cannot be read
   */
  Verdict judge(LedgerEntry entry, Path file) throws IOException;

  /** What the bytes are. */
  sealed interface Verdict {}

  /** The chunk that the entry names, of a known format. */
  record Good() implements Verdict {}

  /** The chunk that the entry names, of a newer format. */
  record Unsupported() implements Verdict {}

  /** Something else. */
  record Damaged(String reason) implements Verdict {}
}
