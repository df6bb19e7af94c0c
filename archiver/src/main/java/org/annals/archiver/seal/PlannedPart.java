package org.annals.archiver.seal;

import org.annals.archiver.ChunkPosition;

/**
 * A part that packing would write.
 *
 * @param records all records
 * @param messages those that can be shown
 * @param media blobs that would be stored, equal ones counted once
 * @param rawBytes cost by which parts are cut: uncompressed records, signatures, media
 * @param estimatedBytes about how long the file would be
 */
public record PlannedPart(
    ChunkPosition position,
    long records,
    long messages,
    long media,
    long rawBytes,
    long estimatedBytes) {}
