package org.annals.quota.storage;

import org.annals.quota.StorageCap;

/**
 * How full a cap is.
 *
 * @param cap the cap
 * @param used bytes on disk
 * @param reserved bytes that may still be written under leave given
 */
public record Level(StorageCap cap, long used, long reserved) {
  /** Used and reserved bytes. */
  public long taken() {
    return used + reserved;
  }

  /** Bytes that still fit; {@link Long#MAX_VALUE} without a cap, 0 when the cap is passed. */
  public long room() {
    return cap instanceof StorageCap.Limited limited
        ? Math.max(0, limited.bytes() - taken())
        : Long.MAX_VALUE;
  }

  /** Bytes above the cap, as after it was lowered; 0 within it. */
  public long excess() {
    return cap instanceof StorageCap.Limited limited ? Math.max(0, taken() - limited.bytes()) : 0;
  }

  /** The same with so many used bytes more; fewer when negative. */
  public Level plus(long bytes) {
    return new Level(cap, used + bytes, reserved);
  }
}
