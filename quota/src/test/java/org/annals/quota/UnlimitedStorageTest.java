package org.annals.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UnlimitedStorageTest extends StorageReservationsContract {

  @Override
  protected StorageReservations newReservations() {
    return new UnlimitedStorage();
  }

  @Test
  void reserve_hugeAmount_isGranted() {
    StorageReservations storage = newReservations();
    assertThat(reserve(storage, Account.NODE, StorageKind.CHUNK, 1L << 50).remaining())
        .isEqualTo(1L << 50);
  }
}
