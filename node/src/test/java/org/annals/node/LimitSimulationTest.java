package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.annals.archiver.store.ChunkState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of a node that fetches, on virtual time; it begins on a Sunday at noon. */
final class LimitSimulationTest {
  private static final Duration A_WHILE = Duration.ofSeconds(30);

  @TempDir private Path root;
  private Simulation simulation;
  private String invite;
  private SimulatedNode member;

  @BeforeEach
  void ownerHasPackedThreeWeeks() throws Exception {
    simulation = new Simulation(root);
    SimulatedNode owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("export.json"), 3));
    simulation.pass(Duration.ofSeconds(2));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    invite = owner.ask("invite").path("invite").asText();
    member = simulation.node("member");
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private long held() throws Exception {
    return member.community().chunks().all().stream()
        .filter(each -> each.state() == ChunkState.VERIFIED)
        .count();
  }

  private String id() throws Exception {
    return member.community().id().toString();
  }

  @Test
  void pausedForAnHour_fetchesNothing_thenEverything() throws Exception {
    member.ask("pause", "time", "1h");
    member.join(invite);
    simulation.pass(Duration.ofMinutes(59));
    assertThat(held()).isZero();
    simulation.pass(Duration.ofMinutes(3));
    assertThat(held()).isEqualTo(3);
  }

  @Test
  void pausedUntilResumed_isStillPausedAfterARestart() throws Exception {
    member.join(invite);
    member.ask("pause");
    simulation.stop(member);
    member = simulation.node("member");
    simulation.pass(Duration.ofMinutes(5));
    assertThat(held()).isZero();
    member.ask("resume");
    simulation.pass(Duration.ofMinutes(3));
    assertThat(held()).isEqualTo(3);
  }

  @Test
  void windowOfNothing_endsByTheClock() throws Exception {
    member.ask("schedule.set", "window", "sun 00:00-13:00", "up", "0", "down", "0");
    member.join(invite);
    simulation.pass(Duration.ofMinutes(30));
    assertThat(held()).isZero();
    simulation.pass(Duration.ofMinutes(25));
    assertThat(held()).isEqualTo(3);
  }

  @Test
  void budgetOfTheCommunity_usedUp_saysSoAndStops() throws Exception {
    member.join(invite);
    member.ask("quota.set", "community", id(), "monthly", "0");
    simulation.pass(Duration.ofMinutes(5));
    assertThat(held()).isZero();
    assertThat(member.ask("quota.show").path("quotas").path(1).path("now").path("why").asText())
        .isEqualTo("budget used up");
    member.ask("quota.set", "community", id(), "monthly", "1GiB");
    simulation.pass(Duration.ofMinutes(3));
    assertThat(held()).isEqualTo(3);
    assertThat(member.ask("quota.show").path("quotas").path(1).path("used").path("month").asLong())
        .isPositive();
  }
}
