package org.annals.archiver.seal;

import java.io.IOException;
import java.io.InputStream;

/** Bytes of an attachment that live outside the envelope. */
public interface MediaBlob {

  /** Length in bytes. */
  long length();

  /** Reads from the first byte; the caller closes the stream. May be called several times. */
  InputStream open() throws IOException;
}
