package org.annals.archiver.seal;

import java.nio.file.Path;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.chunk.ContentCounts;
import org.annals.archiver.torrent.TorrentInfo;

/**
 * A chunk that was packed. Its file is complete, but neither synced nor listed anywhere yet; its
 * bytes are counted as used.
 *
 * @param size length of the file in bytes
 */
public record PackedChunk(
    ChunkId id,
    ChunkPosition position,
    Path file,
    TorrentInfo torrent,
    long size,
    ContentCounts counts) {}
