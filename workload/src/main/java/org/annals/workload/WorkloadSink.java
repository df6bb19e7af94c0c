package org.annals.workload;

import java.io.IOException;

/**
 * Receives a generated community: first all channels, then all messages as they are sent. Clocks
 * ascend within a channel.
 */
public interface WorkloadSink {
  /** One channel. */
  void channel(WorkloadChannel channel) throws IOException;

  /** One message. */
  void message(WorkloadMessage message) throws IOException;
}
