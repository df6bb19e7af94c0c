package org.annals.seeder.bittorrent;

import bt.magnet.UtMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the info dictionary from connected peers (BEP 9). Each peer's copy is put together and
 * checked by itself, so that one liar cannot spoil another's; a few are asked at once. Bounded by
 * {@code longest}. Confined to the loop.
 */
final class MetadataFetch {
  private static final int BLOCK = 16 * 1024;
  private static final int AT_ONCE = 3;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final InfoHash infoHash;
  private final int longest;
  private final Map<PeerLink, Copy> copies = new HashMap<>();

  MetadataFetch(InfoHash infoHash, int longest) {
    this.infoHash = infoHash;
    this.longest = longest;
  }

  /** What to ask a peer for now; empty when nothing. */
  List<UtMetadata> ask(PeerLink link, int announcedSize, long now) {
    if (announcedSize < 1 || announcedSize > longest || recent(link, now)) {
      return List.of();
    }
    long waiting = copies.values().stream().filter(c -> now - c.asked < PATIENCE_NANOS).count();
    if (waiting >= AT_ONCE) {
      return List.of();
    }
    Copy copy = new Copy(announcedSize, now);
    copies.put(link, copy);
    List<UtMetadata> requests = new ArrayList<>();
    for (int i = 0; i < copy.count; i++) {
      requests.add(UtMetadata.request(i));
    }
    return requests;
  }

  private boolean recent(PeerLink link, long now) {
    Copy copy = copies.get(link);
    return copy != null && now - copy.asked < 2 * PATIENCE_NANOS;
  }

  /**
   * A part has come.
   *
   * @return the whole dictionary, checked against the info hash; null as long as it is not whole
   * @throws WireViolation when the peer sent something else than it was asked for
   */
  byte @Nullable [] arrived(PeerLink link, int index, byte[] data) throws WireViolation {
    Copy copy = copies.get(link);
    if (copy == null || copy.missing == 0) {
      return null;
    }
    int expected = Math.min(BLOCK, copy.size - index * BLOCK);
    if (index >= copy.count || data.length != expected) {
      throw new WireViolation("metadata of another size than announced");
    }
    if (copy.blocks.putIfAbsent(index, data) == null) {
      copy.missing--;
    }
    if (copy.missing > 0) {
      return null;
    }
    byte[] whole = copy.join();
    if (!ExpectedInfo.named(whole, infoHash)) {
      throw new WireViolation("metadata with another hash");
    }
    return whole;
  }

  void leave(PeerLink link) {
    copies.remove(link);
  }

  private static final class Copy {
    private final int size;
    private final long asked;
    private final int count;
    private final Map<Integer, byte[]> blocks = new HashMap<>();
    private int missing;

    Copy(int size, long asked) {
      this.size = size;
      this.asked = asked;
      this.count = (size + BLOCK - 1) / BLOCK;
      this.missing = count;
    }

    byte[] join() {
      byte[] whole = new byte[size];
      blocks.forEach((i, block) -> System.arraycopy(block, 0, whole, i * BLOCK, block.length));
      return whole;
    }
  }
}
