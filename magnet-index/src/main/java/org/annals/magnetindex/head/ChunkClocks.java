package org.annals.magnetindex.head;

import java.util.OptionalLong;
import org.annals.magnetindex.catalogue.CatalogueEntry;

/**
 * What a home knows of the messages in its chunks, beside what catalogues say. Answers at once or
 * after a short read.
 */
@FunctionalInterface
public interface ChunkClocks {
  /** Of no chunk. */
  ChunkClocks UNKNOWN = entry -> OptionalLong.empty();

  /** The highest clock in a chunk, milliseconds; empty when this home does not have its bytes. */
  OptionalLong last(CatalogueEntry entry);
}
