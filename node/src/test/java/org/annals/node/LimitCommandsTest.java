package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about limits, on a home without a network. */
final class LimitCommandsTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path directory;
  private OpenedHome home;

  @BeforeEach
  void openHome() throws Exception {
    home = OpenedHome.open(Home.resolve(Optional.of(directory.resolve("home")), Map.of()));
  }

  @AfterEach
  void closeHome() throws IOException {
    home.close();
  }

  private void reopen() throws Exception {
    home.close();
    openHome();
  }

  private ObjectNode ask(String command, String... arguments) throws Exception {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < arguments.length; i += 2) {
      if (List.of("true", "false").contains(arguments[i + 1])) {
        json.put(arguments[i], Boolean.parseBoolean(arguments[i + 1]));
      } else {
        json.put(arguments[i], arguments[i + 1]);
      }
    }
    return home.commands().run(command, json, Progress.SILENT).json();
  }

  private void fails(ErrorCode code, String says, String command, String... arguments) {
    assertThatThrownBy(() -> ask(command, arguments))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage() + e.reason() + e.remedy()).contains(says);
            });
  }

  private JsonNode node() throws Exception {
    return ask("quota.show").path("quotas").path(0);
  }

  @Test
  void newHome_hasTheDefaults() throws Exception {
    JsonNode set = node().path("set");
    assertThat(set.path("up").asLong()).isEqualTo(2 * MIB);
    assertThat(set.path("down").isNull()).isTrue();
    assertThat(set.path("disk").asLong()).isEqualTo(10_240 * MIB);
    assertThat(set.path("monthly").isNull()).isTrue();
    assertThat(node().path("now").path("why").asText()).isEqualTo("normal");
  }

  @Test
  void quotaSet_changesWhatIsNamed_andSurvivesReopening() throws Exception {
    ask("quota.set", "down", "512KiB/s", "monthly", "200GiB");
    ask("quota.set", "up", "unlimited", "cpu", "50%", "memory", "256MiB");
    reopen();
    JsonNode set = node().path("set");
    assertThat(set.path("down").asLong()).isEqualTo(512 << 10);
    assertThat(set.path("up").isNull()).isTrue();
    assertThat(set.path("monthly").asLong()).isEqualTo(200L << 30);
    assertThat(set.path("disk").asLong()).isEqualTo(10_240 * MIB);
    assertThat(node().path("work").path("cpu").asInt()).isEqualTo(50);
    assertThat(node().path("work").path("memory").asLong()).isEqualTo(256 * MIB);
    assertThat(ask("status").path("node").path("limits").path("down").asLong())
        .isEqualTo(512 << 10);
  }

  @Test
  void quotaSet_exemptLocal_isOffAtFirst_shownAndKept() throws Exception {
    assertThat(node().path("now").path("exemptLocal").isBoolean()).isTrue();
    assertThat(node().path("now").path("exemptLocal").asBoolean()).isFalse();
    ask("quota.set", "exemptLocal", "on");
    reopen();
    assertThat(node().path("now").path("exemptLocal").asBoolean()).isTrue();
    assertThat(ask("status").path("node").path("limits").path("exemptLocal").asBoolean()).isTrue();
    ask("quota.set", "exemptLocal", "off");
    assertThat(node().path("now").path("exemptLocal").asBoolean()).isFalse();
  }

  @Test
  void quotaSet_ofACommunity_theLowerOfBothHolds() throws Exception {
    ask("community.create", "name", "Pines");
    ask("community.create", "name", "Firs");
    ask("quota.set", "community", "pines", "up", "5MiB/s", "down", "1MiB/s");
    JsonNode pines = ask("quota.show", "community", "pines").path("quotas").path(0);
    assertThat(pines.path("set").path("up").asLong()).isEqualTo(5 * MIB);
    assertThat(pines.path("now").path("up").asLong()).isEqualTo(2 * MIB);
    assertThat(pines.path("now").path("down").asLong()).isEqualTo(MIB);
    JsonNode firs = ask("quota.show", "community", "firs").path("quotas").path(0);
    assertThat(firs.path("now").path("down").isNull()).isTrue();
    assertThat(ask("quota.show").path("quotas")).hasSize(3);
  }

  @Test
  void wrongValues_sayWhatIsAllowed_andChangeNothing() throws Exception {
    ObjectNode before = ask("quota.show");
    fails(ErrorCode.USAGE, "512KiB/s", "quota.set", "up", "fast");
    fails(ErrorCode.USAGE, "4GiB", "quota.set", "up", "1MiB/s", "disk", "-1GiB");
    fails(ErrorCode.USAGE, "4GiB", "quota.set", "monthly", "lots");
    fails(ErrorCode.USAGE, "50%", "quota.set", "cpu", "0%");
    fails(ErrorCode.USAGE, "64MiB", "quota.set", "memory", "1MiB");
    fails(ErrorCode.USAGE, "'off'", "quota.set", "exemptLocal", "maybe");
    fails(ErrorCode.USAGE, "--disk", "quota.set");
    fails(ErrorCode.USAGE, "'minute'", "report.traffic", "by", "fortnight");
    fails(ErrorCode.USAGE, "until 18:00", "pause", "time", "a while");
    fails(ErrorCode.USAGE, "mon-fri", "schedule.set", "window", "always", "up", "0");
    fails(ErrorCode.USAGE, "--up", "schedule.set", "window", "mon 09:00-10:00");
    fails(ErrorCode.NOT_FOUND, "schedule show", "schedule.remove", "window", "mon 09:00-10:00");
    fails(ErrorCode.NOT_FOUND, "oaks", "quota.set", "community", "oaks", "up", "0");
    ask("community.create", "name", "Pines");
    fails(ErrorCode.USAGE, "whole node", "quota.set", "community", "pines", "cpu", "50%");
    fails(ErrorCode.USAGE, "whole node", "quota.set", "community", "pines", "exemptLocal", "on");
    assertThat(ask("quota.show").path("quotas").path(0).path("set"))
        .isEqualTo(before.path("quotas").path(0).path("set"));
  }

  @Test
  void pauseAndResume_ofTheNodeAndOfOneCommunity() throws Exception {
    ask("community.create", "name", "Pines");
    JsonNode paused = ask("pause", "time", "1h");
    assertThat(paused.path("now").path("why").asText()).isEqualTo("paused");
    assertThat(paused.path("now").path("up").asLong(-1)).isZero();
    assertThat(paused.path("now").path("until").asText()).isNotEmpty();
    JsonNode status = ask("status");
    assertThat(status.path("communities").path(0).path("limits").path("why").asText())
        .isEqualTo("paused");
    reopen();
    assertThat(node().path("set").path("paused").asBoolean()).isTrue();
    assertThat(ask("resume").path("now").path("why").asText()).isEqualTo("normal");
    ask("pause", "community", "pines");
    assertThat(node().path("now").path("why").asText()).isEqualTo("normal");
    JsonNode pines = ask("quota.show", "community", "pines").path("quotas").path(0);
    assertThat(pines.path("now").path("down").asLong(-1)).isZero();
    assertThat(pines.path("now").has("until")).isFalse();
  }

  @Test
  void slow_remembersWhatItMeans() throws Exception {
    assertThat(ask("slow", "on", "true").path("now").path("up").asLong()).isEqualTo(256 << 10);
    assertThat(ask("slow", "on", "true", "up", "9KiB/s").path("now").path("up").asLong())
        .isEqualTo(9 << 10);
    assertThat(ask("slow", "on", "false").path("now").path("up").asLong()).isEqualTo(2 * MIB);
    JsonNode again = ask("slow", "on", "true").path("now");
    assertThat(again.path("up").asLong()).isEqualTo(9 << 10);
    assertThat(again.path("down").asLong()).isEqualTo(MIB);
  }

  @Test
  void schedule_windowsAreAddedReplacedRemovedAndCleared() throws Exception {
    ask("schedule.set", "window", "Mon-Fri 9:00-17:30", "up", "256KiB/s", "down", "1MiB/s");
    ask("schedule.set", "window", "daily 22:00-06:00", "up", "unlimited");
    ask("schedule.set", "window", "mon-fri 09:00-17:30", "up", "128KiB/s");
    reopen();
    JsonNode windows = ask("schedule.show").path("schedule");
    assertThat(windows).hasSize(2);
    assertThat(windows.path(0).path("window").asText()).isEqualTo("daily 22:00-06:00");
    assertThat(windows.path(0).path("up").isNull()).isTrue();
    assertThat(windows.path(1).path("up").asLong()).isEqualTo(128 << 10);
    assertThat(windows.path(1).has("down")).isFalse();
    assertThat(ask("schedule.remove", "window", "daily 22:00-06:00").path("schedule")).hasSize(1);
    assertThat(ask("schedule.clear").path("schedule")).isEmpty();
  }

  @Test
  void budgetOfNothing_isUsedUp() throws Exception {
    JsonNode now = ask("quota.set", "monthly", "0").path("now");
    assertThat(now.path("why").asText()).isEqualTo("budget used up");
    assertThat(now.path("until").asText()).isNotEmpty();
    assertThat(ask("quota.set", "monthly", "unlimited").path("now").path("why").asText())
        .isEqualTo("normal");
  }

  @Test
  void report_ofWhatMovedNow_hasItInEveryStep() throws Exception {
    ask("community.create", "name", "Pines");
    Account pines = home.communities().named(Optional.empty()).id().account();
    home.parts().gate().moved(pines, Direction.DOWN, 100, 120);
    home.parts().traffic().count(List.of(pines));
    for (String by : List.of("second", "ten-seconds", "minute", "hour", "day", "month")) {
      JsonNode steps = ask("report.traffic", "by", by).path("traffic");
      assertThat(steps).as(by).hasSize(1);
      assertThat(steps.path(0).path("downBytes").asLong()).as(by).isEqualTo(100);
      assertThat(ask("report.traffic", "community", "pines", "by", by).path("traffic"))
          .as(by)
          .isEqualTo(steps);
    }
  }

  @Test
  void quotaSetDisk_saysWhatBecomesOfTheHistory_dryRunChangesNothing() throws Exception {
    ask("community.create", "name", "Pines");
    ask("import.discord", "path", Exports.weeks(directory.resolve("e.json"), 3).toString());
    ask("pack");
    JsonNode measured = ask("status").path("communities").path(0);
    assertThat(measured.path("work").path("cpuSeconds").asDouble()).isPositive();
    assertThat(measured.path("work").path("bufferBytes").asLong()).isZero();
    assertThat(measured.path("disk").path("kinds").path("chunk").asLong()).isPositive();
    JsonNode effect = ask("quota.set", "disk", "1GiB", "dryRun", "true").path("effect");
    JsonNode pines = effect.path("communities").path(0);
    assertThat(pines.path("name").asText()).isEqualTo("Pines");
    assertThat(pines.path("complete").asBoolean()).isTrue();
    assertThat(pines.path("reachesTo").asLong()).isPositive();
    assertThat(effect.path("going").asInt()).isZero();
    assertThat(node().path("set").path("disk").asLong()).isEqualTo(10_240 * MIB);
  }
}
