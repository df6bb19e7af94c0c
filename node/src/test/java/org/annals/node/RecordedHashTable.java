package org.annals.node;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.seeder.dht.DistributedHashTable;

/** Remembers what is announced, and finds whom a test names. */
final class RecordedHashTable implements DistributedHashTable {
  private volatile Map<InfoHash, Consumer<PeerAddress>> keys = Map.of();

  @Override
  public void announce(Map<InfoHash, Consumer<PeerAddress>> wanted) {
    keys = Map.copyOf(wanted);
  }

  Set<InfoHash> keys() {
    return keys.keySet();
  }

  /** A peer is found under a key that is announced. */
  void find(InfoHash key, PeerAddress peer) {
    Objects.requireNonNull(keys.get(key), "the key is announced").accept(peer);
  }

  @Override
  public void close() {
    keys = Map.of();
  }
}
