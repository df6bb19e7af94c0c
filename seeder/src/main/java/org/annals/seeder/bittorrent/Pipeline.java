package org.annals.seeder.bittorrent;

import java.util.concurrent.TimeUnit;

/**
 * How many blocks a peer may owe: what it delivers in a second and a little more. So a fast peer is
 * kept busy, and at a slow one little is under way when a limit changes or it leaves. Confined to
 * the loop.
 */
final class Pipeline {
  private static final int FIRST_DEPTH = 32;
  private static final int LEAST_DEPTH = 2;
  private static final int MOST_DEPTH = 256;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private int depth = FIRST_DEPTH;
  private boolean measured;
  private int arrived;
  private long since;

  /** Blocks that may be asked for or wait for leave. */
  int depth() {
    return depth;
  }

  /** The peer owes nothing and is asked again: the time until now says nothing about it. */
  void begins(long now) {
    since = now;
    arrived = 0;
  }

  /** A block has come. */
  void arrived(long now) {
    arrived++;
    long elapsed = now - since;
    if (elapsed >= SECOND) {
      measured = true;
      depth = within(LEAST_DEPTH + arrived * SECOND / elapsed);
      begins(now);
    } else {
      depth = within(Math.max(measured ? depth : depth + 1, LEAST_DEPTH + arrived));
    }
  }

  private static int within(long blocks) {
    return (int) Math.min(MOST_DEPTH, blocks);
  }
}
