package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two owners with one key and the same messages publish the same info hashes. */
final class DeterminismIT {
  @TempDir Path directory;

  @Test
  void pack_otherOrderZoneAndLocale_sameInfoHashes() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int channel = 1; channel <= 2; channel++) {
      files.addAll(
          DiscordExport.ofWeeks(5, 60)
              .withImages(1, 50)
              .inChannel(channel)
              .writeParts(directory.resolve("export"), 2));
    }
    Path backup = directory.resolve("owner.key");

    AnnalsHome first =
        AnnalsHome.init(
            directory.resolve("first"), Map.of("TZ", "Pacific/Auckland", "LANG", "C.UTF-8"));
    first.ok("community", "create", "Twins");
    first.ok("key", "backup", backup.toString());
    List<String> ofFirst = importAndPack(first, files);

    // LANG alone has no effect where that locale is not installed, so Java is told as well.
    AnnalsHome second =
        AnnalsHome.init(
            directory.resolve("second"),
            Map.of(
                "TZ", "America/St_Johns",
                "LANG", "tr_TR.UTF-8",
                "JAVA_TOOL_OPTIONS",
                    "-Duser.language=tr -Duser.country=TR -Dfile.encoding=COMPAT"));
    second.ok("community", "restore", backup.toString(), "--no-history-found");
    Collections.reverse(files);
    List<String> ofSecond = importAndPack(second, files);

    assertThat(ofFirst).hasSizeGreaterThanOrEqualTo(5);
    assertThat(ofSecond).isEqualTo(ofFirst);
    assertThat(second.ok("db", "digest").path("archived"))
        .isEqualTo(first.ok("db", "digest").path("archived"));
  }

  private static List<String> importAndPack(AnnalsHome home, List<Path> files)
      throws IOException, InterruptedException {
    for (Path each : files) {
      home.ok("import", "discord", each.toString());
    }
    home.ok("pack", "--now");
    return home.archives().stream()
        .map(each -> each.path("chunkId").asText() + " " + each.path("infoHash").asText())
        .sorted()
        .toList();
  }
}
