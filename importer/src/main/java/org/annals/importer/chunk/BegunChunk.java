package org.annals.importer.chunk;

import java.io.Closeable;
import java.io.IOException;
import org.annals.archiver.chunk.ChunkFormat;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.quota.work.WorkGate;

/**
 * An open chunk whose sections are being read and checked.
 *
 * @param buffers of the one section that is ahead
 */
record BegunChunk(
    Upcoming of, ChunkReader chunk, SectionPipeline pipeline, WorkGate.Buffers buffers)
    implements Closeable {
  /**
   * A section of full length, read and checked: 40,000 short messages, as measured. Long ones take
   * half of that, and so does a section while it is read.
   */
  static final long SECTION_BUFFERS = 4L * ChunkFormat.MAX_RAW_SECTION;

  /** Ends what is under way; no handle on the file is open on return. */
  @Override
  public void close() throws IOException {
    try (buffers) {
      pipeline.close();
      chunk.close();
    }
  }
}
