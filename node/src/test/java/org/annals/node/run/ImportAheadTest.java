package org.annals.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.node.community.Community;
import org.annals.node.event.Event;
import org.annals.testkit.OpenHandles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The next chunk, which is begun while one is imported. */
final class ImportAheadTest {
  @TempDir private Path directory;
  private LaneBench bench;
  private Community community;
  private ImportLane lane;

  @BeforeEach
  void threeChunksWait() throws Exception {
    bench = new LaneBench(directory);
    community = bench.community;
    lane = bench.lane;
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  /** The chunks, oldest first. */
  private List<ChunkId> noneIsInTheDatabase() throws IOException {
    community.startMessagesAnew("");
    return bench.chunksByAge();
  }

  private boolean isBegun(ChunkId chunk) throws IOException {
    return OpenHandles.on(community.chunks().file(chunk)) > 0;
  }

  private long buffers() {
    return bench.home.parts().work().totals(community.id().account()).bufferBytes();
  }

  @Test
  void wake_severalWait_theNextIsBegunMeanwhile_andNothingStaysOpen() throws Exception {
    List<ChunkId> oldestFirst = noneIsInTheDatabase();
    List<Boolean> begun = new ArrayList<>();
    bench.afterEach(
        () -> {
          begun.add(isBegun(oldestFirst.get(Math.max(0, 2 - bench.events.size()))));
          assertThat(buffers() > 0).isEqualTo(begun.get(begun.size() - 1));
        });
    lane.wake();
    bench.scheduler.runDue();
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
    bench.afterEach(
        () -> {
          if (bench.events.size() == 1) {
            assertThat(isBegun(next)).isTrue();
            delete(next, to);
            assertThat(buffers()).isZero();
          }
        });
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.events)
        .extracting(Event::subject)
        .containsExactly(oldestFirst.get(2).toString(), oldestFirst.get(0).toString());
    assertThat(community.chunks().file(next)).doesNotExist();
    assertThat(buffers()).isZero();
    assertThat(lane.idle()).isTrue();
  }

  @Test
  void letGo_anotherFile_leavesTheNextBegun() throws Exception {
    List<ChunkId> oldestFirst = noneIsInTheDatabase();
    bench.afterEach(
        () -> {
          if (bench.events.size() == 1) {
            delete(oldestFirst.get(0), ChunkState.EVICTED);
            assertThat(isBegun(oldestFirst.get(1))).isTrue();
          }
        });
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.events).hasSize(2);
  }

  @Test
  void pause_theNextIsBegun_isLetGo() throws Exception {
    List<ChunkId> oldestFirst = noneIsInTheDatabase();
    bench.afterEach(lane::pause);
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.events).hasSize(1);
    assertThat(isBegun(oldestFirst.get(1))).isFalse();
    assertThat(buffers()).isZero();
    bench.afterEach(() -> {});
    lane.resume();
    bench.scheduler.runDue();
    assertThat(bench.events).hasSize(3);
  }

  /** Each community may have begun a chunk: together they would take more than one import may. */
  @Test
  void wake_anotherCommunityComesBetween_theNextIsLetGoBeforeThat() throws Exception {
    List<ChunkId> oldestFirst = noneIsInTheDatabase();
    Community other = otherCommunity();
    bench.afterEach(
        () -> {
          if (bench.events.size() == 1) {
            assertThat(isBegun(oldestFirst.get(1))).isTrue();
            other.startMessagesAnew("");
          } else if (bench.events.size() == 2) {
            assertThat(bench.events.get(1).community()).isEqualTo(other.id());
            assertThat(isBegun(oldestFirst.get(1))).isFalse();
            assertThat(buffers()).isZero();
          }
        });
    lane.wake();
    bench.scheduler.runDue();
    assertThat(bench.events).hasSize(4);
  }

  /** One with a single week, later than those of the first. */
  private Community otherCommunity() throws Exception {
    bench.home.ask("community.create", "name", "Other");
    Community other =
        bench.home.communities().all().stream()
            .filter(each -> !each.id().equals(community.id()))
            .findFirst()
            .orElseThrow();
    String id = other.id().toString();
    bench.home.importWeeks(directory.resolve("other.json"), 9, 9, id);
    bench.home.ask("pack", "community", id);
    assertThat(other.chunks().all()).hasSize(1);
    return other;
  }
}
