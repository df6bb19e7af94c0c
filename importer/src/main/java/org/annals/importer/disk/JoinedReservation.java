package org.annals.importer.disk;

import org.annals.quota.Reservation;

/** Two reservations used one after the other. Guarded by its owner's lock. */
record JoinedReservation(Reservation first, Reservation second) implements Reservation {
  @Override
  public long remaining() {
    return first.remaining() + second.remaining();
  }

  @Override
  public void stored(long bytes) {
    long fromFirst = Math.min(bytes, first.remaining());
    first.stored(fromFirst);
    second.stored(bytes - fromFirst);
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
