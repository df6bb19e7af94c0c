package org.annals.importer.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.chunk.MediaEntry;
import org.annals.archiver.message.PlaceholderReason;
import org.annals.keys.Digest;
import org.h2.mvstore.Cursor;

/** Where media are. The best place counts: a listed chunk, another chunk, the journal, none. */
final class MediaRows {
  private static final byte IN_CHUNK = 0;
  private static final byte IN_JOURNAL = 1;
  private static final byte NOT_ARCHIVED = 2;
  private static final int HEAD = 1 + 8 + 8;
  private static final int LONGEST_TYPE = 200;

  private final Rows rows;

  MediaRows(Rows rows) {
    this.rows = rows;
  }

  void put(int source, List<MediaEntry> entries) {
    for (MediaEntry entry : entries) {
      if (entry instanceof MediaEntry.Archived m) {
        put(source, m.digest(), IN_CHUNK, m.offset(), m.length(), m.mediaType());
      } else if (entry instanceof MediaEntry.Placeholder m) {
        put(source, m.digest(), NOT_ARCHIVED, m.reason().number(), m.length(), m.mediaType());
      }
    }
  }

  void putLive(Digest digest, long length, String mediaType) {
    put(Sources.LIVE, digest, IN_JOURNAL, 0, length, mediaType);
  }

  private void put(
      int source, Digest digest, byte place, long offset, long length, String mediaType) {
    byte[] type = mediaType.getBytes(StandardCharsets.UTF_8);
    int kept = type.length > LONGEST_TYPE ? 0 : type.length;
    byte[] value =
        ByteBuffer.allocate(HEAD + kept)
            .put(place)
            .putLong(offset)
            .putLong(length)
            .put(type, 0, kept)
            .array();
    rows.tables.media().put(Keys.sourced(digest, source), value);
  }

  Optional<MediaLocation> find(Digest digest) {
    Cursor<byte[], byte[]> places =
        rows.tables.media().cursor(Keys.sourced(digest, 0), Keys.sourced(digest, -1), false);
    MediaLocation best = null;
    int bestRank = -1;
    while (places.hasNext()) {
      int source = Keys.source(places.next());
      MediaLocation place = decode(source, places.getValue());
      int rank = rank(source, place);
      if (rank > bestRank) {
        best = place;
        bestRank = rank;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Where one source says that they are. */
  Optional<MediaLocation> find(Digest digest, int source) {
    return Optional.ofNullable(rows.tables.media().get(Keys.sourced(digest, source)))
        .map(value -> decode(source, value));
  }

  private int rank(int source, MediaLocation place) {
    if (place instanceof MediaLocation.InChunk) {
      return rows.sources.isListed(source) ? 3 : 1;
    }
    return place instanceof MediaLocation.InJournal ? 2 : 0;
  }

  private MediaLocation decode(int source, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    byte place = in.get();
    long offset = in.getLong();
    long length = in.getLong();
    String type = new String(value, HEAD, value.length - HEAD, StandardCharsets.UTF_8);
    if (place == IN_JOURNAL) {
      return new MediaLocation.InJournal(length, type);
    }
    if (place == NOT_ARCHIVED) {
      PlaceholderReason reason =
          PlaceholderReason.ofNumber(offset).orElse(PlaceholderReason.MISSING);
      return new MediaLocation.NotArchived(length, type, reason);
    }
    Source chunk = rows.sources.get(source);
    return new MediaLocation.InChunk(chunk.chunk(), chunk.mediaOffset() + offset, length, type);
  }
}
