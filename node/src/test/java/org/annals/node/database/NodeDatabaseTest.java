package org.annals.node.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.annals.importer.disk.StorageRefusedException;
import org.annals.quota.Account;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.StorageUsage;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeDatabaseTest {
  @TempDir private Path directory;
  private final UnlimitedStorage storage = new UnlimitedStorage();

  private NodeDatabase open() throws IOException {
    return NodeDatabase.open(directory.resolve("node"), storage);
  }

  @Test
  void put_thenReopened_isThere() throws IOException {
    try (NodeDatabase database = open()) {
      new Settings(database).put("a", "1");
      new Settings(database).put("a", "2");
    }
    try (NodeDatabase database = open()) {
      assertThat(new Settings(database).get("a")).contains("2");
      assertThat(new Settings(database).get("b")).isEmpty();
    }
  }

  @Test
  void put_manyTimes_fileStaysShort_allIsThereAndCounted() throws IOException {
    Path file = directory.resolve("node.mv.db");
    long longest = 0;
    try (NodeDatabase database = open()) {
      Settings settings = new Settings(database);
      for (int i = 0; i < 1_500; i++) {
        settings.put("name " + i % 50, "value " + i);
        longest = Math.max(longest, Files.size(file));
      }
      assertThat(longest).as("eight times as long without").isBetween(1L << 20, 2L << 20);
      assertThat(storage.usage().usedTotal()).isEqualTo(Files.size(file));
    }
    try (NodeDatabase database = open()) {
      for (int i = 0; i < 50; i++) {
        assertThat(new Settings(database).get("name " + i)).contains("value " + (1_450 + i));
      }
    }
    assertThat(storage.usage().usedTotal()).isZero();
  }

  @Test
  void put_copyFails_changesAreDurableAllTheSame() throws IOException {
    Path inTheWay = directory.resolve("node.mv.db.new");
    try (NodeDatabase database = open()) {
      Files.createDirectories(inTheWay.resolve("full"));
      for (int i = 0; i < 400; i++) {
        new Settings(database).put("name", "value " + i);
      }
      assertThat(Files.size(directory.resolve("node.mv.db"))).isGreaterThan(1L << 20);
    }
    Files.delete(inTheWay.resolve("full"));
    try (NodeDatabase database = open()) {
      assertThat(new Settings(database).get("name")).contains("value 399");
    }
  }

  @Test
  void open_afterAKillInTheMiddleOfACopy_isAsBefore() throws IOException {
    try (NodeDatabase database = open()) {
      new Settings(database).put("a", "1");
    }
    Path half = directory.resolve("node.mv.db.new");
    Files.write(half, new byte[5_000]);
    try (NodeDatabase database = open()) {
      assertThat(half).doesNotExist();
      assertThat(new Settings(database).get("a")).contains("1");
    }
  }

  @Test
  void transaction_failingInTheMiddle_changesNothing() throws IOException {
    try (NodeDatabase database = open()) {
      Settings settings = new Settings(database);
      settings.put("a", "before");
      assertThatThrownBy(
              () ->
                  database.transaction(
                      () -> {
                        settings.put("a", "after");
                        throw new IOException("planned");
                      }))
          .hasMessage("planned");
      assertThat(settings.get("a")).contains("before");
      settings.put("a", "later");
      assertThat(settings.get("a")).contains("later");
    }
  }

  @Test
  void put_threadInterrupted_databaseStaysOpenForOthers() throws IOException {
    try (NodeDatabase database = open()) {
      Settings settings = new Settings(database);
      Thread.currentThread().interrupt();
      settings.put("a", "1");
      assertThat(settings.get("a")).contains("1");
      assertThat(Thread.interrupted()).isTrue();
      settings.put("a", "2");
      assertThat(settings.get("a")).contains("2");
    }
  }

  @Test
  void growth_isCounted_andGivenBackWhenClosed() throws IOException {
    NodeDatabase database = open();
    new Settings(database).put("a", "x".repeat(100_000));
    long used = storage.usage(Account.NODE).used().getOrDefault(StorageKind.DATABASE, 0L);
    assertThat(used).isEqualTo(Files.size(directory.resolve("node.mv.db")));
    database.close();
    assertThat(storage.usage(Account.NODE).used().getOrDefault(StorageKind.DATABASE, 0L)).isZero();
  }

  @Test
  void changedManyTimes_fileStaysShort() throws IOException {
    Path path = directory.resolve("node");
    long longest = 0;
    try (NodeDatabase database = NodeDatabase.open(path, storage)) {
      Settings settings = new Settings(database);
      for (int i = 0; i < 400; i++) {
        settings.put("a" + i % 40, "value " + i);
        longest = Math.max(longest, Files.size(directory.resolve("node.mv.db")));
      }
      assertThat(settings.get("a7")).contains("value 367");
    }
    assertThat(longest).isLessThan(2L << 20);
    try (NodeDatabase database = NodeDatabase.open(path, storage)) {
      assertThat(new Settings(database).get("a39")).contains("value 399");
    }
  }

  private static void fill(Settings settings) throws IOException {
    for (int i = 0; i < 10_000; i++) {
      settings.put("b" + i, "x".repeat(10_000));
    }
  }

  @Test
  void put_noRoom_refusedAndDatabaseGoesOn() throws IOException {
    Full full = new Full(storage);
    try (NodeDatabase database = NodeDatabase.open(directory.resolve("node"), full)) {
      Settings settings = new Settings(database);
      settings.put("a", "1");
      full.refusing = true;
      settings.put("a", "what is needed to make room is still written");
      assertThatThrownBy(() -> fill(settings))
          .isInstanceOf(StorageRefusedException.class)
          .hasMessageContaining("full");
      assertThat(settings.get("a")).contains("what is needed to make room is still written");
      full.refusing = false;
      settings.put("a", "3");
      assertThat(settings.get("a")).contains("3");
    }
  }

  /**
   * Every acknowledged change is in the file after the process was killed, whenever that was; and
   * never half of a transaction.
   */
  @Test
  void killed_atAnyMoment_losesNothingAcknowledged() throws Exception {
    for (int kill : new int[] {1, 7, 40}) {
      Path home = Files.createDirectory(directory.resolve("killed-" + kill));
      Process child = child(home);
      long acknowledged = -1;
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        for (int i = 0; i < kill; i++) {
          acknowledged = Long.parseLong(out.readLine());
        }
        child.toHandle().destroyForcibly();
        for (String more = out.readLine(); more != null; more = out.readLine()) {
          acknowledged = more.isEmpty() ? acknowledged : Long.parseLong(more);
        }
      }
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      try (NodeDatabase database = NodeDatabase.open(home.resolve("node"), storage)) {
        Settings settings = new Settings(database);
        long first = Long.parseLong(settings.get("first").orElseThrow());
        assertThat(first).isGreaterThanOrEqualTo(acknowledged);
        assertThat(settings.get("second")).contains(Long.toString(first));
      }
    }
  }

  private static Process child(Path home) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            home.toString())
        .redirectError(home.resolve("errors").toFile())
        .start();
  }

  /** Writes until it is killed, and says what was acknowledged. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      Path home = Path.of(arguments[0]);
      NodeDatabase database = NodeDatabase.open(home.resolve("node"), new UnlimitedStorage());
      Settings settings = new Settings(database);
      for (long n = 0; ; n++) {
        String number = Long.toString(n);
        database.transaction(
            () -> {
              settings.put("first", number);
              settings.put("second", number);
            });
        System.out.println(number);
        System.out.flush();
      }
    }
  }

  /** A disk that gets full. */
  private static final class Full implements StorageReservations {
    private final StorageReservations behind;
    private boolean refusing;

    Full(StorageReservations behind) {
      this.behind = behind;
    }

    @Override
    public ReserveOutcome reserve(Account account, StorageKind kind, long bytes) {
      return refusing
          ? new ReserveOutcome.Refused("full", bytes)
          : behind.reserve(account, kind, bytes);
    }

    @Override
    public void found(Account account, StorageKind kind, long bytes) {
      behind.found(account, kind, bytes);
    }

    @Override
    public void freed(Account account, StorageKind kind, long bytes) {
      behind.freed(account, kind, bytes);
    }

    @Override
    public StorageUsage usage(Account account) {
      return behind.usage(account);
    }

    @Override
    public StorageUsage usage() {
      return behind.usage();
    }
  }

  @Test
  void tables_unusualText_isKept() throws IOException {
    try (NodeDatabase database = open()) {
      Settings settings = new Settings(database);
      for (String each : List.of("", "'; DROP TABLE setting; --", "ü\u0000\n", "😀")) {
        settings.put("x", each);
        assertThat(settings.get("x")).contains(each);
      }
    }
  }
}
