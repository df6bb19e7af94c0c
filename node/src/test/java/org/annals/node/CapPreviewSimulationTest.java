package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What 'quota set --disk' says beforehand is what has become of it afterwards. */
final class CapPreviewSimulationTest {
  private static final int IMAGE = 700_000;
  private static final int WEEKS = 24;
  private static final long MIB = 1L << 20;
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration SETTLE = Duration.ofMinutes(30);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode member;

  @BeforeEach
  void memberHoldsAllOfTheHistory() throws Exception {
    simulation = new Simulation(root);
    SimulatedNode owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    Path folder = Exports.albums(root.resolve("export"), 1, WEEKS, IMAGE);
    owner.ask("import.discord", "path", folder);
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(Duration.ofMinutes(1));
    member = simulation.node("member");
    member.join(owner.ask("invite").path("invite").asText());
    simulation.pass(Duration.ofMinutes(5));
    assertThat(held()).hasSize(WEEKS);
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private Set<ChunkId> held() throws Exception {
    Set<ChunkId> held = new HashSet<>();
    for (LedgerEntry each : member.community().chunks().all()) {
      if (each.state() == ChunkState.VERIFIED) {
        held.add(each.chunk());
      }
    }
    return held;
  }

  private long oldest(Set<ChunkId> chunks) throws Exception {
    long oldest = Long.MAX_VALUE;
    for (ChunkId each : chunks) {
      LedgerEntry entry = member.community().chunks().find(each).orElseThrow();
      oldest = Math.min(oldest, entry.position().window().startSeconds());
    }
    return oldest;
  }

  /** Sets a cap and lets it settle; the rest of the history is as the preview says. */
  private void set(long cap, boolean textGoes) throws Exception {
    JsonNode tried = member.ask("quota.set", "disk", cap + "B", "dryRun", true).path("effect");
    Set<ChunkId> before = held();
    JsonNode said = member.ask("quota.set", "disk", cap + "B").path("effect");
    assertThat(said).isEqualTo(tried);
    JsonNode one = said.path("communities").path(0);
    assertThat(missing(before, held())).as("gone at once").isEqualTo(one.path("going").asInt());
    simulation.pass(SETTLE);
    Set<ChunkId> after = held();
    long reach = one.path("reachesTo").asLong(Long.MAX_VALUE);
    assertThat(oldest(after)).as("reach under %s", cap).isLessThanOrEqualTo(reach);
    assertThat(member.home().parts().storage().occupancy().node().excess()).isZero();
    if (textGoes) {
      assertThat(missing(before, after)).isLessThanOrEqualTo(one.path("going").asInt());
    } else {
      assertThat(missing(before, after)).as("gone").isEqualTo(one.path("going").asInt());
      int coming = one.path("coming").asInt();
      assertThat(missing(after, before)).as("come").isBetween(coming, coming + 1);
      assertThat(oldest(after)).isGreaterThanOrEqualTo(reach - WEEK.toSeconds());
    }
  }

  private static int missing(Set<ChunkId> from, Set<ChunkId> in) {
    return (int) from.stream().filter(each -> !in.contains(each)).count();
  }

  @Test
  void caps_loweredAndRaised_previewIsKept() throws Exception {
    for (int mib : new int[] {200, 14, 16}) {
      set(mib * MIB, false);
    }
    // Less than twice what databases take: text goes too, and what fits again comes again.
    set(9 * MIB, true);
    for (int mib : new int[] {12, 7, 20, 13, 200, 21, 19, 18, 22, 26, 28, 40}) {
      set(mib * MIB, false);
    }
  }
}
