package org.annals.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ImportState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.OwnersHome;
import org.annals.node.community.Community;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.testkit.OpenHandles;
import org.annals.testkit.VirtualClock;
import org.annals.testkit.VirtualScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Verified chunks on their way into the database, one after the other. */
final class ImportLaneTest {
  @TempDir private Path directory;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final VirtualScheduler scheduler = new VirtualScheduler(clock);
  private final List<Event> events = new ArrayList<>();
  private final List<ChunkId> givenUp = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private OwnersHome home;
  private Community community;
  private ImportLane lane;
  private Executable afterEach = () -> {};
  private final List<Throwable> troubles = new ArrayList<>();

  @BeforeEach
  void threeChunksWait() throws Exception {
    home = new OwnersHome(directory, 3);
    community = home.communities().named(Optional.empty());
    for (LedgerEntry each : community.chunks().all()) {
      community.chunks().change(each.chunk(), entry -> entry.imported(ImportState.NONE));
    }
    Surroundings surroundings =
        new Surroundings(scheduler, scheduler, clock, new SplittableRandom(1), this::imported);
    lane =
        new ImportLane(
            home.communities(),
            surroundings,
            this::giveUp,
            new HomeRoom(
                home.parts(),
                home.communities(),
                surroundings,
                file -> false,
                entry -> {},
                new NoListener()));
  }

  private void imported(Event event) {
    events.add(event);
    try {
      afterEach.execute();
    } catch (Throwable e) {
      troubles.add(e);
    }
  }

  private void giveUp(Community of, LedgerEntry entry, String reason) throws IOException {
    givenUp.add(entry.chunk());
    reasons.add(reason);
    of.chunks().store().setAside(of.id(), entry.chunk(), reason, () -> {});
  }

  @AfterEach
  void close() throws Exception {
    home.close();
    assertThat(troubles).isEmpty();
  }

  private List<ChunkId> chunksByAge() throws IOException {
    return community.chunks().all().stream().map(LedgerEntry::chunk).toList();
  }

  private void damage(ChunkId chunk) throws IOException {
    Path file = community.chunks().file(chunk);
    byte[] bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void wake_severalWait_newestWindowFirst() throws Exception {
    List<ChunkId> oldestFirst = chunksByAge();
    lane.wake();
    assertThat(lane.idle()).isFalse();
    scheduler.runDue();
    assertThat(lane.idle()).isTrue();
    assertThat(events).extracting(Event::stage).containsOnly(Stage.IMPORTED);
    assertThat(events)
        .extracting(Event::subject)
        .containsExactly(
            oldestFirst.get(2).toString(),
            oldestFirst.get(1).toString(),
            oldestFirst.get(0).toString());
    assertThat(community.chunks().all()).allMatch(entry -> entry.imported().complete());
  }

  @Test
  void wake_oneIsDamaged_isGivenUpAndTheOthersAreImported() throws Exception {
    ChunkId bad = chunksByAge().get(2);
    damage(bad);
    lane.wake();
    scheduler.runDue();
    assertThat(givenUp).containsExactly(bad);
    assertThat(reasons.get(0)).contains("another chunk id");
    assertThat(events).hasSize(2);
    assertThat(community.chunks().find(bad).orElseThrow().state()).isEqualTo(ChunkState.ANNOUNCED);
    assertThat(lane.idle()).isTrue();
  }

  @Test
  void wake_fileCannotBeRead_restsAMinuteAndIsTriedAgain() throws Exception {
    ChunkId gone = chunksByAge().get(1);
    Path file = community.chunks().file(gone);
    Path hidden = Files.move(file, directory.resolve("hidden"));
    lane.wake();
    scheduler.runDue();
    assertThat(events).hasSize(2);
    lane.wake();
    scheduler.runDue();
    assertThat(events).hasSize(2);

    Files.move(hidden, file);
    scheduler.advance(Duration.ofSeconds(59));
    assertThat(events).hasSize(2);
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(events).hasSize(3);
    assertThat(givenUp).isEmpty();
  }

  @Test
  void wake_databaseIsBuiltAgainMeanwhile_nothingIsMissing() throws Exception {
    lane.wake();
    home.ask("db.rebuild");
    scheduler.runDue();
    assertThat(community.messages().count()).isEqualTo(3);
    assertThat(community.chunks().all()).allMatch(entry -> entry.imported().complete());
  }

  @Test
  void wake_removedChunk_isPassedOver() throws Exception {
    ChunkId removed = chunksByAge().get(0);
    community
        .chunks()
        .change(removed, entry -> entry.in(ChunkState.REMOVED, "replaced", clock.instant()));
    lane.wake();
    scheduler.runDue();
    assertThat(events).extracting(Event::subject).doesNotContain(removed.toString()).hasSize(2);
  }

  @Test
  void wake_noRoomToImport_saysSo_andGoesOnWhenThereIsRoomAgain() throws Exception {
    Account account = community.id().account();
    long used = home.parts().storage().occupancy().of(account).taken();
    home.parts()
        .storage()
        .caps(StorageCap.unlimited(), Map.of(account, StorageCap.bytes(used + 1)));
    lane.wake();
    scheduler.runDue();
    int fitted = events.size();
    assertThat(fitted).as("what was reserved before may hold one").isLessThan(3);
    assertThat(lane.idle()).isTrue();
    assertThat(lane.alerts(community))
        .hasSize(3 - fitted)
        .allMatch(alert -> alert.contains("is not readable yet, there is no room for it"));
    assertThat(community.chunks().all()).allMatch(entry -> entry.state() == ChunkState.VERIFIED);
    assertThat(givenUp).isEmpty();

    home.parts().storage().caps(StorageCap.unlimited(), Map.of());
    scheduler.advance(Duration.ofSeconds(30));
    assertThat(events).as("it rests").hasSize(fitted);
    lane.retry();
    scheduler.runDue();
    assertThat(events).hasSize(3);
    assertThat(lane.alerts(community)).isEmpty();
  }

  @Test
  void pause_beginsNoImport_resume_tries() throws Exception {
    lane.pause();
    lane.wake();
    scheduler.runDue();
    assertThat(events).isEmpty();
    lane.resume();
    scheduler.runDue();
    assertThat(events).hasSize(3);
  }

  @Test
  void wake_chunkWasEvictedWhileItWaitedForRoom_isForgotten() throws Exception {
    Account account = community.id().account();
    long used = home.parts().storage().occupancy().of(account).taken();
    home.parts()
        .storage()
        .caps(StorageCap.unlimited(), Map.of(account, StorageCap.bytes(used + 1)));
    lane.wake();
    scheduler.runDue();
    int fitted = events.size();
    assertThat(lane.alerts(community)).isNotEmpty();
    for (ChunkId each : chunksByAge()) {
      community.chunks().change(each, entry -> entry.in(ChunkState.EVICTED, "", clock.instant()));
    }
    scheduler.advance(Duration.ofMinutes(2));
    assertThat(lane.alerts(community)).isEmpty();
    assertThat(events).hasSize(fitted);
  }

  /** The chunks, oldest first. */
  private List<ChunkId> noneIsInTheDatabase() throws IOException {
    community.startMessagesAnew("");
    return chunksByAge();
  }

  private boolean isBegun(ChunkId chunk) throws IOException {
    return OpenHandles.on(community.chunks().file(chunk)) > 0;
  }

  private long buffers() {
    return home.parts().work().totals(community.id().account()).bufferBytes();
  }

  @Test
  void wake_severalWait_theNextIsBegunMeanwhile_andNothingStaysOpen() throws Exception {
    List<ChunkId> oldestFirst = noneIsInTheDatabase();
    List<Boolean> begun = new ArrayList<>();
    afterEach =
        () -> {
          begun.add(isBegun(oldestFirst.get(Math.max(0, 2 - events.size()))));
          assertThat(buffers() > 0).isEqualTo(begun.get(begun.size() - 1));
        };
    lane.wake();
    scheduler.runDue();
    assertThat(begun).containsExactly(true, true, false);
  }

  /** As eviction and removal do: marked, let go, deleted. */
  private void delete(ChunkId chunk, ChunkState to) throws IOException {
    community
        .chunks()
        .store()
        .release(
            community.id(),
            chunk,
            to,
            "",
            () -> {
              lane.letGo(community.chunks().find(chunk).orElseThrow().infoHash());
              assertThat(isBegun(chunk)).isFalse();
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"EVICTED", "REMOVED"})
  void letGo_theNextGoes_itsFileIsClosedAndTheOthersAreImported(ChunkState to) throws Exception {
    List<ChunkId> oldestFirst = noneIsInTheDatabase();
    ChunkId next = oldestFirst.get(1);
    afterEach =
        () -> {
          if (events.size() == 1) {
            assertThat(isBegun(next)).isTrue();
            delete(next, to);
            assertThat(buffers()).isZero();
          }
        };
    lane.wake();
    scheduler.runDue();
    assertThat(events)
        .extracting(Event::subject)
        .containsExactly(oldestFirst.get(2).toString(), oldestFirst.get(0).toString());
    assertThat(community.chunks().file(next)).doesNotExist();
    assertThat(buffers()).isZero();
    assertThat(lane.idle()).isTrue();
  }

  @Test
  void letGo_anotherFile_leavesTheNextBegun() throws Exception {
    List<ChunkId> oldestFirst = noneIsInTheDatabase();
    afterEach =
        () -> {
          if (events.size() == 1) {
            delete(oldestFirst.get(0), ChunkState.EVICTED);
            assertThat(isBegun(oldestFirst.get(1))).isTrue();
          }
        };
    lane.wake();
    scheduler.runDue();
    assertThat(events).hasSize(2);
  }

  @Test
  void pause_theNextIsBegun_isLetGo() throws Exception {
    List<ChunkId> oldestFirst = noneIsInTheDatabase();
    afterEach = lane::pause;
    lane.wake();
    scheduler.runDue();
    assertThat(events).hasSize(1);
    assertThat(isBegun(oldestFirst.get(1))).isFalse();
    assertThat(buffers()).isZero();
    afterEach = () -> {};
    lane.resume();
    scheduler.runDue();
    assertThat(events).hasSize(3);
  }
}
