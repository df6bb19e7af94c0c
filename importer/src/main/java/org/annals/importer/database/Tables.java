package org.annals.importer.database;

import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * The maps of an open database file.
 *
 * @param ids places of messages
 * @param targets places of facts, by the message that they are about
 */
record Tables(
    MVMap<byte[], byte[]> messages,
    PlaceIndex ids,
    MVMap<byte[], byte[]> byChannel,
    MVMap<byte[], byte[]> facts,
    PlaceIndex targets,
    MVMap<byte[], byte[]> tombstones,
    MVMap<byte[], byte[]> media,
    MVMap<byte[], byte[]> moved,
    MVMap<byte[], byte[]> marks,
    MVMap<byte[], byte[]> sources,
    MVMap<byte[], byte[]> sourceNumbers,
    MVMap<byte[], byte[]> authors,
    MVMap<byte[], byte[]> authorNumbers,
    MVMap<byte[], byte[]> channels,
    MVMap<byte[], byte[]> channelNumbers,
    MVMap<byte[], byte[]> about) {
  /** Value of what is a set. */
  static final byte[] PRESENT = {};

  /** Key in {@code about}: content was erased, and the file was not written anew since. */
  static final byte[] ERASED = {1};

  private static final long COPY_STEP = 8L << 20;

  static Tables open(MVStore store) {
    return new Tables(
        map(store, "messages", Keys.MESSAGE),
        PlaceIndex.open(store, "ids"),
        map(store, "byChannel", Keys.CHANNEL),
        map(store, "facts", Keys.FACT),
        PlaceIndex.open(store, "targets"),
        map(store, "tombstones", Keys.SOURCED),
        map(store, "media", Keys.SOURCED),
        map(store, "moved", 32),
        map(store, "marks", Keys.MARK),
        map(store, "sources", 4),
        map(store, "sourceNumbers", 32),
        map(store, "authors", 4),
        map(store, "authorNumbers", 33),
        map(store, "channels", 4),
        map(store, "channelNumbers", 16),
        map(store, "about", 1));
  }

  /** Puts everything that is not in the maps yet into them. To be called before a commit. */
  void store() {
    ids.store();
    targets.store();
  }

  /** How many bytes {@link #store} may write, beside what was added. */
  long storeRoom() {
    return ids.room() + targets.room();
  }

  /** Puts everything that these maps hold into others, which are empty. */
  void copyTo(Tables target, Runnable pause) {
    List<MVMap<byte[], byte[]>> from = all();
    List<MVMap<byte[], byte[]>> to = target.all();
    long bytes = 0;
    for (int i = 0; i < from.size(); i++) {
      Cursor<byte[], byte[]> cursor = from.get(i).cursor(null);
      while (cursor.hasNext()) {
        byte[] key = cursor.next();
        byte[] value = cursor.getValue();
        to.get(i).put(key, value);
        bytes += key.length + value.length;
        if (bytes >= COPY_STEP) {
          bytes = 0;
          pause.run();
        }
      }
    }
  }

  private List<MVMap<byte[], byte[]>> all() {
    List<MVMap<byte[], byte[]>> all = new ArrayList<>();
    all.add(messages);
    all.addAll(ids.maps());
    all.add(byChannel);
    all.add(facts);
    all.addAll(targets.maps());
    all.addAll(
        List.of(
            tombstones,
            media,
            moved,
            marks,
            sources,
            sourceNumbers,
            authors,
            authorNumbers,
            channels,
            channelNumbers,
            about));
    return all;
  }

  static MVMap<byte[], byte[]> map(MVStore store, String name, int keyLength) {
    return store.openMap(
        name,
        new MVMap.Builder<byte[], byte[]>()
            .keyType(BytesType.fixed(keyLength))
            .valueType(BytesType.variable()));
  }
}
