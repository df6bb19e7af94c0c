package org.annals.archiver.chunk;

import org.annals.keys.Digest;

/**
 * A section as the public header lists it.
 *
 * @param kind number of a {@link SectionKind}; other numbers only in formats that this version does
 *     not know
 * @param storedLength bytes in the file, 1 or more
 * @param sha256 of the stored bytes
 */
public record SectionInfo(int kind, long storedLength, Digest sha256) {}
