package org.annals.archiver.chunk;

/**
 * A message section as the index section lists it.
 *
 * @param channel index into the channel table, or {@link #SHARED} when each record names its own
 * @param rawLength length of the decompressed records in bytes
 * @param records 1 or more
 * @param signatures how many of the records carry an envelope
 * @param firstClock lowest clock, milliseconds
 * @param lastClock highest clock, milliseconds
 */
public record MessageSectionInfo(
    int channel, int rawLength, int records, int signatures, long firstClock, long lastClock) {
  /** Stands for: each record names its channel. */
  public static final int SHARED = -1;
}
