package org.annals.importer.disk;

import java.io.IOException;

/** A file was about to grow and got no leave; nothing of the growth was written. */
public final class StorageRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private final long missing;

  /**
   * Says why.
   *
   * @param reason for people
   * @param missing how many bytes are lacking
   */
  public StorageRefusedException(String reason, long missing) {
    super(reason);
    this.missing = missing;
  }

  /** How many bytes are lacking. */
  public long missing() {
    return missing;
  }
}
