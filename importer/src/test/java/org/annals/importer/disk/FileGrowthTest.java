package org.annals.importer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.annals.importer.journal.CappedStorage;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.junit.jupiter.api.Test;

class FileGrowthTest {
  private static final Account ACCOUNT = new Account("c");

  private final CappedStorage storage = new CappedStorage(1000);
  private final FileGrowth growth = new FileGrowth(storage, ACCOUNT, StorageKind.DATABASE);

  @Test
  void keepAhead_lessRoomThanWanted_reservesWhatThereIs() {
    growth.found(700);
    growth.keepAhead(500);
    assertThat(growth.ahead()).isEqualTo(300);
    assertThat(storage.usage().reserved()).isEqualTo(300);
  }

  @Test
  void keepAhead_someIsReservedAlready_reservesTheRestThatFits() throws Exception {
    growth.keepAhead(500);
    growth.growing(400);
    growth.grown(400);
    storage.cap(800);
    growth.keepAhead(500);
    assertThat(growth.ahead()).isEqualTo(400);
    assertThat(storage.highest()).isLessThanOrEqualTo(1000);
  }

  @Test
  void keepAhead_noRoomAtAll_reservesNothing() {
    growth.found(1000);
    growth.keepAhead(500);
    assertThat(growth.ahead()).isZero();
  }

  @Test
  void keepAhead_lessThanBefore_givesTheRestBack() {
    growth.keepAhead(400);
    growth.keepAhead(100);
    assertThat(storage.usage().reserved()).isEqualTo(100);
  }
}
