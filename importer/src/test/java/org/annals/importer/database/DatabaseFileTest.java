package org.annals.importer.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.annals.importer.disk.FileGrowth;
import org.annals.importer.disk.StorageRefusedException;
import org.annals.importer.journal.CappedStorage;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseFileTest {
  private static final Account ACCOUNT = new Account("c");

  @TempDir Path folder;

  private static DatabaseFile open(Path path, CappedStorage storage) throws IOException {
    return open(path, "a", storage);
  }

  private static DatabaseFile open(Path path, String identity, CappedStorage storage)
      throws IOException {
    return DatabaseFile.open(
        path,
        identity.getBytes(StandardCharsets.US_ASCII),
        new FileGrowth(storage, ACCOUNT, StorageKind.DATABASE));
  }

  private static void put(DatabaseFile file, int number, int length) {
    byte[] value = new byte[length];
    new Random(number).nextBytes(value);
    file.tables().sources().put(ByteBuffer.allocate(4).putInt(number).array(), value);
  }

  @Test
  void commit_refusedHalfWay_goesBackToTheLastCommitAndCanGoOn() throws IOException {
    CappedStorage storage = new CappedStorage(300_000);
    Path path = folder.resolve("x.mv.db");
    DatabaseFile file = open(path, storage);
    put(file, 1, 50_000);
    file.commit();
    for (int attempt = 0; attempt < 5; attempt++) {
      put(file, 2, 1_000_000);
      assertThatThrownBy(file::commit).isInstanceOf(StorageRefusedException.class);
      assertThat(file.tables().sources().sizeAsLong()).isEqualTo(1);
      assertThat(storage.highest()).isLessThanOrEqualTo(300_000);
      assertThat(storage.usage().usedTotal()).isEqualTo(Files.size(path));
    }
    storage.cap(10_000_000);
    put(file, 2, 1_000_000);
    file.commit();
    file.close();
    assertThat(storage.usage().usedTotal()).isZero();
    DatabaseFile again = open(path, storage);
    assertThat(again.tables().sources().sizeAsLong()).isEqualTo(2);
    again.close();
  }

  @Test
  void rollBack_forgetsWhatWasNotCommitted() throws IOException {
    CappedStorage storage = new CappedStorage(Long.MAX_VALUE);
    DatabaseFile file = open(folder.resolve("x.mv.db"), storage);
    put(file, 1, 10);
    file.commit();
    put(file, 2, 10);
    file.rollBack();
    assertThat(file.tables().sources().sizeAsLong()).isEqualTo(1);
    file.close();
  }

  @Test
  void identity_ofANewFile_isFoundAgain_anotherIsNotOurs() throws IOException {
    CappedStorage storage = new CappedStorage(Long.MAX_VALUE);
    Path path = folder.resolve("x.mv.db");
    DatabaseFile file = open(path, "a", storage);
    assertThat(file.isOurs()).isTrue();
    file.commit();
    file.close();
    DatabaseFile other = open(path, "b", storage);
    assertThat(other.isOurs()).isFalse();
    other.close();
  }

  @Test
  void startAnew_isEmptyAndCountedAndKeepsItsIdentity() throws IOException {
    CappedStorage storage = new CappedStorage(Long.MAX_VALUE);
    Path path = folder.resolve("x.mv.db");
    DatabaseFile file = open(path, storage);
    put(file, 1, 50_000);
    file.commit();
    file.startAnew();
    assertThat(file.tables().sources().sizeAsLong()).isZero();
    put(file, 2, 10);
    file.commit();
    assertThat(storage.usage().usedTotal()).isEqualTo(Files.size(path)).isLessThan(50_000);
    file.close();
    DatabaseFile again = open(path, storage);
    assertThat(again.isOurs()).isTrue();
    assertThat(again.tables().sources().sizeAsLong()).isEqualTo(1);
    again.close();
  }

  @Test
  void growth_neverExceedsWhatWasReservedAndIsCountedExactly() throws IOException {
    CappedStorage storage = new CappedStorage(Long.MAX_VALUE);
    Path path = folder.resolve("x.mv.db");
    DatabaseFile file = open(path, storage);
    for (int i = 0; i < 60; i++) {
      put(file, i % 20, 1_000 + 700 * i);
      file.commit();
      assertThat(storage.usage().usedTotal()).isEqualTo(Files.size(path));
    }
    file.compact();
    DatabaseFile.Rewriting rewriting = file.rewriting();
    assertThat(rewriting.copy()).isEmpty();
    rewriting.takePlace();
    assertThat(storage.usage().usedTotal()).isEqualTo(Files.size(path));
    assertThat(storage.usage().reserved()).isZero();
    file.close();
  }
}
