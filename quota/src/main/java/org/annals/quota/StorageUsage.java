package org.annals.quota;

import java.util.Map;

/**
 * Bytes on disk.
 *
 * @param used by kind; kinds without bytes may be missing
 * @param reserved granted and not yet stored
 */
public record StorageUsage(Map<StorageKind, Long> used, long reserved) {
  public StorageUsage {
    used = Map.copyOf(used);
  }

  /** All used bytes. */
  public long usedTotal() {
    return used.values().stream().mapToLong(Long::longValue).sum();
  }
}
