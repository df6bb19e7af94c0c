package org.annals.importer.database;

import java.nio.ByteBuffer;
import org.annals.archiver.message.TombstoneReason;

/** What is kept of a tombstone beside its target. */
record TombstoneRow(int channel, long clock, int reason) {

  static byte[] encode(int channel, long clock, TombstoneReason reason) {
    return ByteBuffer.allocate(13)
        .putInt(channel)
        .putLong(clock)
        .put((byte) reason.number())
        .array();
  }

  static TombstoneRow decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new TombstoneRow(in.getInt(), in.getLong(), in.get());
  }
}
