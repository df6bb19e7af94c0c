package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member whose disk gets really full: its home is on a file system of its own, in memory, which
 * only an administrator may mount. Bar Q20: fetching pauses and says so, what is here is served,
 * and all goes on by itself when there is room.
 */
final class FullDiskIT {
  private static final int WEEKS = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;
  private boolean mounted;

  private boolean mount(String options) throws IOException, InterruptedException {
    Path home = Files.createDirectories(directory.resolve("member"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "tmpfs", home.toString())
            .redirectErrorStream(true)
            .start();
    mount.getInputStream().readAllBytes();
    return mount.waitFor() == 0;
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      new ProcessBuilder("umount", directory.resolve("member").toString()).start().waitFor();
    }
  }

  @Test
  void diskIsFull_fetchingPausesAndSaysSo_goesOnByItself() throws Exception {
    mounted = mount("size=14m");
    Assumptions.assumeTrue(mounted, "only an administrator may mount a file system");
    DiscordExport export = DiscordExport.ofWeeks(WEEKS, 3).withImages(1, 500);
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, export)) {
      AnnalsHome member = pair.member();
      pair.owner().ok("quota", "set", "--up", "unlimited");
      pair.join();
      member.startNode();
      Await.until("the full disk is told", PATIENCE, () -> alerts(member).contains("disk"));
      assertThat(member.run("sync", "--wait", "--timeout", "1").exit()).isNotZero();
      assertThat(member.archives()).hasSize(WEEKS).anyMatch(FullDiskIT::isHere);

      assertThat(mount("remount,size=200m")).isTrue();
      Await.until(
          "all is fetched",
          PATIENCE,
          () -> member.archives().stream().allMatch(FullDiskIT::isHere));
      member.ok("sync", "--wait", "--timeout", "60");
      assertThat(alerts(member)).isEqualTo("[]");
      member.ok("check");
      assertThat(member.ok("db", "digest").path("archived"))
          .isEqualTo(pair.owner().ok("db", "digest").path("archived"));
    }
  }

  private static String alerts(AnnalsHome home) throws IOException, InterruptedException {
    return home.ok("status").path("node").path("alerts").toString();
  }

  private static boolean isHere(JsonNode archive) {
    return archive.path("state").asText().equals("verified");
  }
}
