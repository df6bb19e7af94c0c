package org.annals.importer.database;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** The maps of an open database file. */
record Tables(
    MVMap<byte[], byte[]> messages,
    MVMap<byte[], byte[]> ids,
    MVMap<byte[], byte[]> byChannel,
    MVMap<byte[], byte[]> facts,
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

  static Tables open(MVStore store) {
    return new Tables(
        map(store, "messages", Keys.MESSAGE),
        map(store, "ids", Keys.ID),
        map(store, "byChannel", Keys.CHANNEL),
        map(store, "facts", Keys.FACT),
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

  private static MVMap<byte[], byte[]> map(MVStore store, String name, int keyLength) {
    return store.openMap(
        name,
        new MVMap.Builder<byte[], byte[]>()
            .keyType(BytesType.fixed(keyLength))
            .valueType(BytesType.variable()));
  }
}
