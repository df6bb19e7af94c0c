package org.annals.archiver.seal;

import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.keys.PublicKey;

/**
 * What folding has to know of a message that others point at.
 *
 * @param author who signed it; the community key for imports
 * @param clock signed clock, milliseconds since the epoch; decides the window
 * @param imported whether it is an import
 * @param edited for imports the source's time of the last edit in milliseconds, else 0
 */
public record KnownMessage(
    MessageId id, ChannelId channel, PublicKey author, long clock, boolean imported, long edited) {

  /** The window to which it belongs. */
  public TimeWindow window() {
    return TimeWindow.ofClock(clock);
  }
}
