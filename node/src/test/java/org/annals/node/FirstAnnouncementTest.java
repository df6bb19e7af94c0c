package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An owner packs while no node runs, then starts its node for the first time, alone. */
final class FirstAnnouncementTest {
  @TempDir private Path root;
  private Simulation simulation;

  @BeforeEach
  void communityIsPackedByAStoppedHome() throws Exception {
    simulation = new Simulation(root);
    Home home = Home.resolve(Optional.of(root.resolve("owner")), Map.of());
    OpenedHome.Times times =
        new OpenedHome.Times(
            simulation.clock(),
            simulation.clock().ticker(),
            ZoneOffset.UTC,
            simulation.scheduler());
    try (OpenedHome stopped = OpenedHome.open(home, times)) {
      ask(stopped, "community.create", json().put("name", "Pines"));
      String export = Exports.weeks(root.resolve("export.json"), 3).toString();
      ask(stopped, "import.discord", json().put("path", export));
      ask(stopped, "pack", json().put("now", true));
    }
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private static ObjectNode json() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void ask(OpenedHome home, String command, ObjectNode arguments) throws Exception {
    home.commands().run(command, arguments, Progress.SILENT);
  }

  @Test
  void sent_ownerGoesOnPublishingAtOnce() throws Exception {
    SimulatedNode owner = simulation.node("owner");
    simulation.pass(Duration.ofSeconds(2));
    assertThat(owner.community().head().view().newest()).isPresent();
    ObjectNode policy = owner.ask("community.policy", "serving", "off");
    assertThat(policy.path("changed").asBoolean()).isTrue();
  }

  @Test
  void sentBeforeARestart_ownerAsksTheOthersFirst() throws Exception {
    SimulatedNode owner = simulation.node("owner");
    simulation.pass(Duration.ofSeconds(2));
    simulation.stop(owner);
    SimulatedNode again = simulation.node("owner");
    simulation.pass(Duration.ofSeconds(2));
    assertThatThrownBy(() -> again.ask("community.policy", "serving", "off"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED));
    simulation.pass(Duration.ofMinutes(1));
    ObjectNode policy = again.ask("community.policy", "serving", "off");
    assertThat(policy.path("changed").asBoolean()).isTrue();
  }
}
