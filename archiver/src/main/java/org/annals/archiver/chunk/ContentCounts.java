package org.annals.archiver.chunk;

/**
 * What a chunk holds, vouched for by its maker.
 *
 * @param messages messages that can be shown: originals and edited ones
 * @param images archived media whose type is {@code image/...}, avatars of imports among them
 * @param tombstones messages that are gone
 * @param others reactions, pins, edits and deletions that stand for themselves
 */
public record ContentCounts(long messages, long images, long tombstones, long others) {}
