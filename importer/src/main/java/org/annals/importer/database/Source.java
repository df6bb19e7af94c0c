package org.annals.importer.database;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.keys.Digest;

/**
 * A chunk as a source of rows.
 *
 * @param mediaOffset where the media section begins in the file
 * @param listed whether the catalogue lists it; rows of others are "not in the archive"
 * @param complete whether all of its sections are imported
 */
record Source(
    int number,
    ChunkId chunk,
    ChunkPosition position,
    long mediaOffset,
    int sections,
    boolean listed,
    boolean complete) {

  byte[] encode() {
    return ByteBuffer.allocate(32 + 8 + 16 + 4 + 4 + 8 + 4 + 1 + 1)
        .put(chunk.toBytes())
        .putLong(position.window().index())
        .put(position.group().toBytes())
        .putInt(position.part())
        .putInt(position.revision())
        .putLong(mediaOffset)
        .putInt(sections)
        .put((byte) (listed ? 1 : 0))
        .put((byte) (complete ? 1 : 0))
        .array();
  }

  static Source decode(int number, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    ChunkId chunk = new ChunkId(Digest.of(Arrays.copyOf(value, Digest.LENGTH)));
    in.position(Digest.LENGTH);
    TimeWindow window = new TimeWindow(in.getLong());
    byte[] group = new byte[GroupId.LENGTH];
    in.get(group);
    ChunkPosition position = new ChunkPosition(window, GroupId.of(group), in.getInt(), in.getInt());
    return new Source(
        number, chunk, position, in.getLong(), in.getInt(), in.get() == 1, in.get() == 1);
  }

  Source with(boolean nowListed, boolean nowComplete) {
    return new Source(number, chunk, position, mediaOffset, sections, nowListed, nowComplete);
  }
}
