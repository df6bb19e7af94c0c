package org.annals.archiver.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.chunk.PartMeter;
import org.annals.archiver.chunk.PlacedRecord;

/** Cuts the walk over one group into parts (FORMAT section 3). Confined to one thread. */
final class PartCutter {
  private final Sink sink;
  private List<PlacedRecord> walk = new ArrayList<>();
  private PartMeter meter = new PartMeter();

  PartCutter(Sink sink) {
    this.sink = sink;
  }

  /** Takes complete parts. */
  @FunctionalInterface
  interface Sink {
    /** Says whether to go on. */
    boolean part(List<PlacedRecord> walk, PartMeter meter) throws IOException;
  }

  /** Adds the next record of the walk; false when the sink wants no more. */
  boolean add(PlacedRecord record) throws IOException {
    if (!meter.fits(record) && !end()) {
      return false;
    }
    meter.add(record);
    walk.add(record);
    return true;
  }

  /** Hands over the last part. */
  boolean end() throws IOException {
    if (walk.isEmpty()) {
      return true;
    }
    List<PlacedRecord> done = walk;
    PartMeter measured = meter;
    walk = new ArrayList<>();
    meter = new PartMeter();
    return sink.part(done, measured);
  }
}
