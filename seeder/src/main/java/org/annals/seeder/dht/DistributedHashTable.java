package org.annals.seeder.dht;

import java.util.Map;
import java.util.function.Consumer;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;

/**
 * Where peers find each other by a key of 20 bytes, without knowing anybody beforehand (BEP 5).
 * Whatever is found there is said by strangers. Thread-safe.
 */
public interface DistributedHashTable extends AutoCloseable {

  /**
   * Announces this node's torrent port under exactly these keys from now on, and looks for other
   * peers there; what was announced before and is not among them is not announced again. Others
   * forget it by themselves, most of them within half an hour.
   *
   * @param keys each with who is told of a peer that was found there, again and again, on any
   *     thread; must return at once
   */
  void announce(Map<InfoHash, Consumer<PeerAddress>> keys);

  /** Leaves, in bounded time. Idempotent. */
  @Override
  void close();
}
