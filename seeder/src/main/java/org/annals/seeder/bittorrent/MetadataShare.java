package org.annals.seeder.bittorrent;

import bt.magnet.UtMetadata;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.torrent.TorrentInfo;

/**
 * Gives one peer the info dictionary (BEP 9). Metadata does not wait for a rate limit, so each peer
 * gets a few copies a minute at most; more is refused. Confined to the loop.
 */
final class MetadataShare {
  private static final int BLOCK = 16 * 1024;
  private static final int COPIES = 4;
  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Loop loop;
  private long since;
  private int given;

  MetadataShare(Loop loop) {
    this.loop = loop;
    this.since = loop.now();
  }

  /** The answer to a request for a part of the dictionary. */
  UtMetadata reply(TorrentInfo info, int index) {
    byte[] dictionary = info.dictionary();
    long start = (long) index * BLOCK;
    long now = loop.now();
    if (now - since >= PERIOD_NANOS) {
      since = now;
      given = 0;
    }
    int parts = (dictionary.length + BLOCK - 1) / BLOCK;
    if (start >= dictionary.length || given >= COPIES * parts) {
      return UtMetadata.reject(index);
    }
    given++;
    int end = (int) Math.min(dictionary.length, start + BLOCK);
    byte[] part = Arrays.copyOfRange(dictionary, (int) start, end);
    return UtMetadata.data(index, dictionary.length, part);
  }
}
