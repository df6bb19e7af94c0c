package org.annals.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ImportState;
import org.annals.node.community.Community;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verified chunks on their way into the database, one after the other. */
final class ImportLaneTest {
  @TempDir private Path directory;
  private LaneBench bench;
  private Community community;
  private ImportLane lane;

  @BeforeEach
  void threeChunksWait() throws Exception {
    bench = new LaneBench(directory);
    community = bench.community;
    lane = bench.lane;
    for (ChunkId each : bench.chunksByAge()) {
      community.chunks().change(each, entry -> entry.imported(ImportState.NONE));
    }
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  private void damage(ChunkId chunk) throws IOException {
    Path file = community.chunks().file(chunk);
    byte[] bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void wake_severalWait_newestWindowFirst() throws Exception {
    List<ChunkId> oldestFirst = bench.chunksByAge();
    lane.wake();
    assertThat(lane.idle()).isFalse();
    bench.scheduler.runDue();
    assertThat(lane.idle()).isTrue();
    assertThat(bench.events).extracting(Event::stage).containsOnly(Stage.IMPORTED);
    assertThat(bench.events)
        .extracting(Event::subject)
        .containsExactly(
            oldestFirst.get(2).toString(),
            oldestFirst.get(1).toString(),
            oldestFirst.get(0).toString());
    assertThat(community.chunks().all()).allMatch(entry -> entry.imported().complete());
  }

  @Test
  void wake_oneIsDamaged_isGivenUpAndTheOthersAreImported() throws Exception {
    ChunkId bad = bench.chunksByAge().get(2);
    damage(bad);
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.givenUp).containsExactly(bad);
    assertThat(bench.reasons.get(0)).contains("another chunk id");
    assertThat(bench.events).hasSize(2);
    assertThat(community.chunks().find(bad).orElseThrow().state()).isEqualTo(ChunkState.ANNOUNCED);
    assertThat(lane.idle()).isTrue();
  }

  @Test
  void wake_fileCannotBeRead_restsAMinuteAndIsTriedAgain() throws Exception {
    ChunkId gone = bench.chunksByAge().get(1);
    Path file = community.chunks().file(gone);
    Path hidden = Files.move(file, directory.resolve("hidden"));
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.events).hasSize(2);
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.events).hasSize(2);

    Files.move(hidden, file);
    bench.scheduler.advance(Duration.ofSeconds(59));
    assertThat(bench.events).hasSize(2);
    bench.scheduler.advance(Duration.ofSeconds(2));
    assertThat(bench.events).hasSize(3);
    assertThat(bench.givenUp).isEmpty();
  }

  @Test
  void wake_databaseIsBuiltAgainMeanwhile_nothingIsMissing() throws Exception {
    lane.wake();
    bench.home.ask("db.rebuild");
    bench.scheduler.runDue();
    assertThat(community.messages().count()).isEqualTo(3);
    assertThat(community.chunks().all()).allMatch(entry -> entry.imported().complete());
  }

  @Test
  void wake_removedChunk_isPassedOver() throws Exception {
    ChunkId removed = bench.chunksByAge().get(0);
    community
        .chunks()
        .change(removed, entry -> entry.in(ChunkState.REMOVED, "replaced", bench.clock.instant()));
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.events)
        .extracting(Event::subject)
        .doesNotContain(removed.toString())
        .hasSize(2);
  }

  @Test
  void wake_noRoomToImport_saysSo_andGoesOnWhenThereIsRoomAgain() throws Exception {
    Account account = community.id().account();
    long used = bench.home.parts().storage().occupancy().of(account).taken();
    bench
        .home
        .parts()
        .storage()
        .caps(StorageCap.unlimited(), Map.of(account, StorageCap.bytes(used + 1)));
    lane.wake();
    bench.scheduler.runDue();
    int fitted = bench.events.size();
    assertThat(fitted).as("what was reserved before may hold one").isLessThan(3);
    assertThat(lane.idle()).isTrue();
    assertThat(lane.alerts(community))
        .hasSize(3 - fitted)
        .allMatch(alert -> alert.contains("is not readable yet, there is no room for it"));
    assertThat(community.chunks().all()).allMatch(entry -> entry.state() == ChunkState.VERIFIED);
    assertThat(bench.givenUp).isEmpty();

    bench.home.parts().storage().caps(StorageCap.unlimited(), Map.of());
    bench.scheduler.advance(Duration.ofSeconds(30));
    assertThat(bench.events).as("it rests").hasSize(fitted);
    lane.retry();
    bench.scheduler.runDue();
    assertThat(bench.events).hasSize(3);
    assertThat(lane.alerts(community)).isEmpty();
  }

  @Test
  void pause_beginsNoImport_resume_tries() throws Exception {
    lane.pause();
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.events).isEmpty();
    lane.resume();
    bench.scheduler.runDue();
    assertThat(bench.events).hasSize(3);
  }

  @Test
  void wake_chunkWasEvictedWhileItWaitedForRoom_isForgotten() throws Exception {
    Account account = community.id().account();
    long used = bench.home.parts().storage().occupancy().of(account).taken();
    bench
        .home
        .parts()
        .storage()
        .caps(StorageCap.unlimited(), Map.of(account, StorageCap.bytes(used + 1)));
    lane.wake();
    bench.scheduler.runDue();
    int fitted = bench.events.size();
    assertThat(lane.alerts(community)).isNotEmpty();
    for (ChunkId each : bench.chunksByAge()) {
      community
          .chunks()
          .change(each, entry -> entry.in(ChunkState.EVICTED, "", bench.clock.instant()));
    }
    bench.scheduler.advance(Duration.ofMinutes(2));
    assertThat(lane.alerts(community)).isEmpty();
    assertThat(bench.events).hasSize(fitted);
  }
}
