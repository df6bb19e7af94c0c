package org.annals.workload;

import java.io.IOException;
import org.annals.keys.Secp256k1;

/** Generates communities. Stateless. */
public final class Workload {
  private Workload() {}

  /**
   * Generates the community: all channels, then all messages as they are sent.
   *
   * @param curve signs; every implementation gives the same bytes
   * @throws IOException what the sink throws
   */
  public static Realised generate(WorkloadSpec spec, Secp256k1 curve, WorkloadSink sink)
      throws IOException {
    Words words = new Words(spec);
    Rooms rooms = new Rooms(spec);
    for (int index = 0; index < rooms.count(); index++) {
      sink.channel(rooms.channel(index, words));
    }
    Scribe scribe = new Scribe(spec, curve, words, rooms, sink);
    new History(spec, scribe).run();
    return scribe.tally().realised();
  }
}
