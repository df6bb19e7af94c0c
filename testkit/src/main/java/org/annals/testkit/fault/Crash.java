package org.annals.testkit.fault;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What a crash leaves of that which was not synced. */
public interface Crash {
  /** Nothing. */
  Crash LOSE_ALL =
      new Crash() {
        @Override
        public int keptNameChanges(int pending) {
          return 0;
        }

        @Override
        public byte[] content(byte[] synced, byte[] unsynced) {
          return synced.clone();
        }
      };

  /** Everything: the process died, the machine did not. */
  Crash KEEP_ALL =
      new Crash() {
        @Override
        public int keptNameChanges(int pending) {
          return pending;
        }

        @Override
        public byte[] content(byte[] synced, byte[] unsynced) {
          return unsynced.clone();
        }
      };

  /**
   * Names changed but data lost: what a journaling file system leaves that writes names before
   * data.
   */
  Crash KEEP_NAMES =
      new Crash() {
        @Override
        public int keptNameChanges(int pending) {
          return pending;
        }

        @Override
        public byte[] content(byte[] synced, byte[] unsynced) {
          return synced.clone();
        }
      };

  /** Any first part of the name changes, any pages of the data, in any order. */
  static Crash random(RandomGenerator random) {
    return new Crash() {
      @Override
      public int keptNameChanges(int pending) {
        return random.nextInt(pending + 1);
      }

      @Override
      public byte[] content(byte[] synced, byte[] unsynced) {
        return torn(synced, unsynced, random);
      }
    };
  }

  /**
   * How many of the pending creations, renames and deletions are on disk, in order.
   *
   * @param pending how many there are
   */
  int keptNameChanges(int pending);

  /**
   * What a file holds.
   *
   * @param synced at its last sync
   * @param unsynced at the crash
   */
  byte[] content(byte[] synced, byte[] unsynced);

  private static byte[] torn(byte[] synced, byte[] unsynced, RandomGenerator random) {
    int page = 512;
    int longer = Math.max(synced.length, unsynced.length);
    int shorter = Math.min(synced.length, unsynced.length);
    byte[] torn = Arrays.copyOf(synced, shorter + random.nextInt(longer - shorter + 1));
    for (int start = 0; start < torn.length; start += page) {
      boolean written = random.nextBoolean();
      for (int i = start; written && i < Math.min(start + page, torn.length); i++) {
        torn[i] = i < unsynced.length ? unsynced[i] : 0;
      }
    }
    return torn;
  }
}
