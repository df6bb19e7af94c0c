package org.annals.importer.digest;

import org.annals.keys.Digest;

/**
 * A digest and what went into it.
 *
 * @param messages that are shown
 * @param media of these messages, repetitions counted
 * @param tombstones one per deleted message
 */
public record DigestReport(Digest digest, long messages, long media, long tombstones) {}
