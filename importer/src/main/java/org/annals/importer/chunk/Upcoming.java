package org.annals.importer.chunk;

import java.nio.file.Path;
import org.annals.archiver.ChunkId;

/** A listed, verified chunk that is imported soon. */
public record Upcoming(Path file, ChunkId id) {}
