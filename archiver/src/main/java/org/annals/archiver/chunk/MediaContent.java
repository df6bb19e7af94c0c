package org.annals.archiver.chunk;

import java.io.IOException;
import java.io.InputStream;

/** Where media bytes come from while a chunk is written. */
@FunctionalInterface
public interface MediaContent {

  /** Reads from the first byte; the caller closes the stream. */
  InputStream open() throws IOException;
}
