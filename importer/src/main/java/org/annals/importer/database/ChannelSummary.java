package org.annals.importer.database;

import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.ChannelId;
import org.h2.mvstore.MVMap;

/**
 * A channel that occurs in the database. Its name stands in the catalogue.
 *
 * @param messages how many there are, hidden ones included
 * @param newest clock of the newest, milliseconds; 0 when there is none
 */
public record ChannelSummary(ChannelId channel, long messages, long newest) {

  static List<ChannelSummary> all(Rows rows) {
    MVMap<byte[], byte[]> places = rows.tables.byChannel();
    List<ChannelSummary> list = new ArrayList<>();
    int count = rows.tables.channels().size();
    for (int number = 0; number < count; number++) {
      byte[] end = Keys.channel(number, -1, -1);
      long messages = position(places, end) - position(places, Keys.channel(number, 0, 0));
      byte[] last = places.floorKey(end);
      long newest = messages > 0 && last != null ? Keys.longAt(last, 4) : 0;
      list.add(new ChannelSummary(rows.channels.value(number), messages, newest));
    }
    list.sort((a, b) -> a.channel().compareTo(b.channel()));
    return list;
  }

  /** How many keys are lower. */
  private static long position(MVMap<byte[], byte[]> map, byte[] key) {
    long index = map.getKeyIndex(key);
    return index >= 0 ? index : -index - 1;
  }
}
