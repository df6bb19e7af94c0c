package org.annals.importer.database;

/**
 * What is in a database.
 *
 * @param messages rows of messages, of all sources
 * @param facts reactions, pins, edits and deletions that stand for themselves
 * @param media known places of media
 * @param chunks completely imported and listed
 * @param fileBytes length of the file
 */
public record DatabaseCounts(
    long messages,
    long facts,
    long tombstones,
    long authors,
    long channels,
    long media,
    long chunks,
    long fileBytes) {}
