package org.annals.quota;

/** Bytes that may be written. Thread-safe. */
public interface Reservation extends AutoCloseable {

  /** Reserved bytes that are not yet stored. */
  long remaining();

  /**
   * Turns reserved bytes into used ones.
   *
   * @throws IllegalArgumentException when more than {@link #remaining} are named
   */
  void stored(long bytes);

  /** Gives back what is not stored. Idempotent. */
  @Override
  void close();
}
