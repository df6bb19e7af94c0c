package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job in one command: three processes, three databases, one digest. */
final class DemoIT {
  private static final Path REAL_EXPORT =
      Path.of(System.getProperty("annals.root", ".."))
          .resolve("../shared/data/discord/vesuvius-papyrology-first800");

  @TempDir Path directory;

  @Test
  void demo_generatedHistory_threeEqualDigestsAndEveryField() throws Exception {
    int messages = Boolean.getBoolean("annals.full") ? 20_000 : 2_000;
    JsonNode result = demo("--messages", Integer.toString(messages), "--images", "30");
    // Edits and deletions are folded into the messages that they are about, and an image that is
    // posted again is kept once.
    assertThat(result.path("messages").asInt()).isBetween(messages / 2, messages);
    assertThat(result.path("images").asInt()).isBetween(15, 30);
    assertThat(result.path("windows").asInt()).isEqualTo(26);
    assertThat(result.path("chunks").asInt()).isGreaterThanOrEqualTo(26);
  }

  @Test
  void demo_discordExport_threeEqualDigests() throws Exception {
    DiscordExport export = DiscordExport.ofWeeks(4, 30).withImages(2, 40);
    export.writeTo(directory.resolve("export"));
    JsonNode result = demo("--input", directory.resolve("export").toString());
    assertThat(result.path("messages").asInt()).isEqualTo(export.messages());
    assertThat(result.path("images").asInt()).isEqualTo(export.images());
    assertThat(result.path("windows").asInt()).isEqualTo(4);
  }

  @Test
  void demo_realExport_threeEqualDigests() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(REAL_EXPORT), "the real export is not here");
    JsonNode result = demo("--input", REAL_EXPORT.toRealPath().toString());
    assertThat(result.path("messages").asInt()).isGreaterThan(700);
  }

  private JsonNode demo(String... options) throws IOException, InterruptedException {
    String[] command = new String[options.length + 2];
    command[0] = "demo";
    command[1] = "--json";
    System.arraycopy(options, 0, command, 2, options.length);
    AnnalsHome.Result said =
        AnnalsHome.uninitialised(directory.resolve("none")).runExactly(command);
    assertThat(said.exit()).as(() -> said.lines() + "\n" + said.errors()).isZero();
    JsonNode result = said.last();
    assertThat(result.path("ok").asBoolean()).as(result::toString).isTrue();
    assertThat(result.path("ownerDigest").asText()).matches("[0-9a-f]{64}");
    assertThat(result.path("memberDigest")).isEqualTo(result.path("ownerDigest"));
    assertThat(result.path("newcomerDigest")).isEqualTo(result.path("ownerDigest"));
    assertThat(result.path("community").asText()).matches("0x[0-9a-f]{66}");
    assertThat(result.path("newcomerServedBy").asText()).isEqualTo("member");
    for (String each : new String[] {"archiveBytes", "rawBytes", "relayBytes"}) {
      assertThat(result.path(each).asLong()).as(each).isPositive();
    }
    for (String each :
        new String[] {"pack", "announce", "firstMessage", "fetch", "import", "total"}) {
      assertThat(result.path("seconds").path(each).isNumber()).as("seconds." + each).isTrue();
      assertThat(result.path("seconds").path(each).asDouble())
          .as("seconds." + each)
          .isNotNegative();
    }
    assertThat(Files.exists(directory.resolve("none"))).as("the demo uses its own homes").isFalse();
    return result;
  }
}
