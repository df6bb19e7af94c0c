package org.annals.archiver.seal;

import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;

/** A chunk that the catalogue lists, or listed, for the window that is packed. */
public record ExistingPart(ChunkId id, ChunkPosition position) {}
