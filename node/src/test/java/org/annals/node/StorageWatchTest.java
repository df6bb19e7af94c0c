package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Occupancy;
import org.annals.testkit.DirectoryWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random announcements, imports, evictions, removals, changes of caps, restarts and kills, while
 * somebody else looks every 10 ms how many bytes the whole home has: never more than its cap
 * allows.
 */
final class StorageWatchTest {
  private static final long MIB = 1L << 20;
  private static final int IMAGE = 400_000;
  private static final int MOST_WEEKS = 60;

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private SimulatedNode member;
  private DirectoryWatch watch;
  private long cap = 12 * MIB;
  private int weeks;
  private int kills;
  private int capsRefused;

  @BeforeEach
  void ownerAndMember() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    publish(8);
    String invite = owner.ask("invite").path("invite").asText();
    member = simulation.node("member");
    watch = new DirectoryWatch(member.directory());
    cap(cap);
    member.join(invite);
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    simulation.stopAll();
  }

  private void publish(int more) throws Exception {
    Path folder = root.resolve("export-" + weeks);
    owner.ask(
        "import.discord", "path", Exports.albums(folder, weeks + 1, weeks + more, IMAGE + weeks));
    weeks += more;
    simulation.leap(Duration.ofMinutes(11));
  }

  private CappedStorage storage() {
    return member.home().parts().storage();
  }

  /**
   * The whole node's cap. It is refused with the least value that can be kept, or kept as soon as
   * it is set.
   */
  private void cap(long bytes) throws Exception {
    watch.allow(Math.max(cap, bytes));
    try {
      member.ask("quota.set", "disk", bytes + "B");
      cap = bytes;
    } catch (CommandFailure refused) {
      assertThat(refused.code()).as("%s", refused).isEqualTo(ErrorCode.NO_ROOM);
      long least = Long.parseLong(refused.remedy().replaceAll("[^0-9]", ""));
      assertThat(refused.remedy()).contains(least + "MiB");
      assertThat(least << 20).isGreaterThan(bytes);
      capsRefused++;
    }
    assertThat(storage().occupancy().node().excess()).isZero();
    watch.allow(cap);
  }

  private void restart() throws Exception {
    simulation.stop(member);
    member = simulation.node("member");
  }

  private void kill() throws Exception {
    member = simulation.kill(member);
    long counted = storage().usage().usedTotal() - Home.NODE_LOG_BYTES - Home.SMALL_FILES_BYTES;
    assertThat(counted).isLessThanOrEqualTo(DirectoryWatch.sum(member.directory()));
    kills++;
  }

  private void removeRandom(SplittableRandom random) throws Exception {
    var ledger = member.community().chunks().all();
    if (!ledger.isEmpty()) {
      LedgerEntry entry = ledger.get(random.nextInt(ledger.size()));
      if (entry.state() == ChunkState.VERIFIED) {
        member.ask("check");
      }
    }
  }

  private void randomOperations(int count, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(100);
      if (kind < 3 && weeks < MOST_WEEKS) {
        publish(1 + random.nextInt(3));
      } else if (kind < 15) {
        cap(4 * MIB + random.nextLong(16 * MIB));
      } else if (kind < 16) {
        restart();
      } else if (kind < 17) {
        kill();
      } else if (kind < 19) {
        member.ask("community.disable");
        simulation.pass(Duration.ofSeconds(1));
        member.ask("community.enable");
      } else if (kind < 20) {
        removeRandom(random);
      } else {
        simulation.pass(Duration.ofMillis(1 + random.nextInt(20_000)));
      }
      Occupancy now = storage().occupancy();
      assertThat(now.node().excess()).as("operation %d", i).isZero();
      assertThat(DirectoryWatch.sum(member.directory()))
          .as("all files are counted, operation %d", i)
          .isLessThanOrEqualTo(now.node().taken());
      assertThat(watch.excess()).as("seen after operation %d", i).isNotPositive();
    }
    cap(200 * MIB);
    simulation.pass(Duration.ofMinutes(5));
    assertThat(member.community().chunks().all()).allMatch(e -> e.state() == ChunkState.VERIFIED);
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
    assertThat(member.ask("check").path("ok").asBoolean()).isTrue();
    assertThat(watch.looks()).isGreaterThan(count / 10);
    assertThat(kills).isPositive();
    assertThat(capsRefused).isPositive();
    System.err.printf(
        "StorageWatchTest: %d looks at %d operations, %d kills, %d caps refused, at most %d bytes"
            + " above the cap%n",
        watch.looks(), count, kills, capsRefused, watch.excess());
  }

  @Test
  void randomOperations_whoeverLooks_neverSeesMoreThanTheCap() throws Exception {
    randomOperations(300, 42);
  }

  @Test
  @Tag("full")
  void manyRandomOperations_whoeverLooks_neverSeesMoreThanTheCap() throws Exception {
    randomOperations(10_000, 43);
  }
}
