package org.annals.importer.database;

import org.annals.archiver.ChannelId;

/** How long the messages of channels are kept. Asked for every message, so it answers at once. */
@FunctionalInterface
public interface Retention {
  /** Nothing ever ends. */
  Retention FOREVER = channel -> 0;

  /** Clock in milliseconds before which a channel's messages are over; 0 when none are. */
  long keepFrom(ChannelId channel);

  /**
   * Clock in milliseconds before which an edit in a channel is over whose message is not here: it
   * may be over already.
   */
  default long orphansFrom(ChannelId channel) {
    return keepFrom(channel);
  }
}
