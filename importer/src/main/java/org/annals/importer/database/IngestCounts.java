package org.annals.importer.database;

import java.util.EnumMap;

/**
 * What became of records that were handed to the database.
 *
 * @param messages new ones
 * @param facts new reactions, pins, edits, deletions
 * @param tombstones new ones
 * @param known that were there already
 * @param deleted dropped because a tombstone names them
 * @param over dropped because their channel's time for them is over
 * @param contradictions messages that name another author than one held with the same id; what is
 *     verified wins when shown. Worth an alert: the owner's node, or its key, is not sound
 */
public record IngestCounts(
    long messages,
    long facts,
    long tombstones,
    long known,
    long deleted,
    long over,
    long contradictions) {
  /** Nothing. */
  public static final IngestCounts NONE = new IngestCounts(0, 0, 0, 0, 0, 0, 0);

  /** What became of one record. */
  enum Kind {
    MESSAGE,
    FACT,
    TOMBSTONE,
    KNOWN,
    DELETED,
    OVER,
    CONTRADICTION
  }

  /** The sum of both. */
  public IngestCounts plus(IngestCounts o) {
    return new IngestCounts(
        messages + o.messages,
        facts + o.facts,
        tombstones + o.tombstones,
        known + o.known,
        deleted + o.deleted,
        over + o.over,
        contradictions + o.contradictions);
  }

  /** Counts while a change is running. */
  static final class Tally {
    private final EnumMap<Kind, Long> byKind = new EnumMap<>(Kind.class);

    void add(Kind kind) {
      byKind.merge(kind, 1L, Long::sum);
    }

    private long of(Kind kind) {
      return byKind.getOrDefault(kind, 0L);
    }

    IngestCounts total() {
      return new IngestCounts(
          of(Kind.MESSAGE),
          of(Kind.FACT),
          of(Kind.TOMBSTONE),
          of(Kind.KNOWN),
          of(Kind.DELETED),
          of(Kind.OVER),
          of(Kind.CONTRADICTION));
    }
  }
}
