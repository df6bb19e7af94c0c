package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member that is killed again and again while it fetches a whole history. Fifty times in the full
 * run, else ten.
 */
final class KillIT {
  private static final int CHUNKS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void bootstrap_killedAtRandomMoments_completesAndFetchesLittleTwice() throws Exception {
    int kills = Boolean.getBoolean("annals.full") ? 50 : 10;
    Random random = new Random(Long.getLong("annals.seed", 20_260_101L));
    DiscordExport export = DiscordExport.ofWeeks(CHUNKS, 5).withImages(3, 150);
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, export)) {
      AnnalsHome member = pair.member();
      List<JsonNode> chunks = pair.owner().archives();
      assertThat(chunks).hasSize(CHUNKS);
      pair.join();
      for (int kill = 0; kill < kills; kill++) {
        if (random.nextInt(3) == 0) {
          // While it starts, or soon after.
          member.launchNode();
          Thread.sleep(random.nextInt(3_000));
        } else {
          member.startNode();
          long wanted = Math.min(held(member) + 1 + random.nextInt(CHUNKS / kills), CHUNKS);
          Await.until(
              wanted + " chunks after kill " + kill, PATIENCE, () -> held(member) >= wanted);
          Thread.sleep(random.nextInt(100));
        }
        member.killNode();
      }
      System.err.println("KillIT: " + held(member) + " chunks held after the last kill");

      member.startNode();
      member.ok("sync", "--wait", "--timeout", "120");

      JsonNode check = member.ok("check");
      assertThat(check.path("checked").asInt()).isEqualTo(CHUNKS);
      assertThat(member.ok("db", "digest").path("archived"))
          .isEqualTo(pair.owner().ok("db", "digest").path("archived"));
      assertThat(member.community().path("messages").asInt()).isEqualTo(export.messages());

      long archive = chunks.stream().mapToLong(each -> each.path("size").asLong()).sum();
      long largest = chunks.stream().mapToLong(each -> each.path("size").asLong()).max().orElse(0);
      long sent = pair.owner().community().path("upBytes").asLong();
      System.err.println(
          "KillIT: archive " + archive + ", owner sent " + sent + ", largest chunk " + largest);
      assertThat(sent - archive).as("fetched again").isLessThan(kills * largest);
    }
  }

  private static long held(AnnalsHome home) {
    // Names alone: files come and go while this looks.
    File[] communities = home.directory().resolve("communities").toFile().listFiles();
    if (communities == null || communities.length == 0) {
      return 0;
    }
    String[] files = new File(communities[0], "chunks").list();
    return files == null ? 0 : Arrays.stream(files).filter(n -> n.endsWith(".annals")).count();
  }
}
