package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four members of whom each holds another quarter of the chunks: together they have everything, and
 * nobody else is there.
 */
final class PartialHoldersIT {
  private static final int HOLDERS = 4;

  @TempDir Path directory;

  @Test
  void fourQuarters_withoutTheOwner_completeEachOtherAndANewcomer() throws Exception {
    int weeks = Boolean.getBoolean("annals.full") ? 200 : 16;
    DiscordExport export = DiscordExport.ofWeeks(weeks, 5).withImages(1, 100);
    List<AnnalsHome> homes = new ArrayList<>();
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, export)) {
      JsonNode expected = pair.owner().ok("db", "digest").path("archived");
      String ownersInvite = pair.owner().ok("invite").path("invite").asText();
      for (int holder = 0; holder < HOLDERS; holder++) {
        AnnalsHome home = AnnalsHome.init(directory.resolve("holder" + holder));
        homes.add(home);
        home.join(ownersInvite);
        home.startNode();
      }
      for (AnnalsHome home : homes) {
        home.ok("sync", "--wait", "--timeout", "120");
        home.stopNode();
      }
      pair.owner().stopNode();
      for (int holder = 0; holder < HOLDERS; holder++) {
        keepQuarter(homes.get(holder), holder);
      }

      homes.get(0).startNode();
      String invite = homes.get(0).ok("invite").path("invite").asText();
      String address = address(homes.get(0));
      for (AnnalsHome home : homes.subList(1, HOLDERS)) {
        home.startNode("--peer", address);
      }
      AnnalsHome newcomer = AnnalsHome.init(directory.resolve("newcomer"));
      homes.add(newcomer);
      newcomer.join(invite);
      newcomer.startNode();

      for (AnnalsHome home : homes) {
        home.ok("sync", "--wait", "--timeout", "120");
        assertThat(home.ok("check").path("checked").asInt()).isEqualTo(weeks);
        assertThat(home.ok("db", "digest").path("archived")).isEqualTo(expected);
      }
      for (AnnalsHome home : homes.subList(0, HOLDERS)) {
        assertThat(home.community().path("upBytes").asLong())
            .as("each holder has given of its quarter")
            .isPositive();
      }
    } finally {
      homes.forEach(AnnalsHome::close);
    }
  }

  private static void keepQuarter(AnnalsHome home, int quarter) throws Exception {
    List<JsonNode> chunks = home.archives();
    for (int n = 0; n < chunks.size(); n++) {
      if (n % HOLDERS != quarter) {
        Files.delete(Path.of(chunks.get(n).path("file").asText()));
      }
    }
    // Opening the home notices what is gone.
    long held =
        home.archives().stream()
            .filter(each -> each.path("state").asText().equals("verified"))
            .count();
    assertThat(held).isEqualTo(chunks.size() / HOLDERS);
  }

  private static String address(AnnalsHome home) throws Exception {
    return home.ok("status").path("waku").path("addresses").path(0).asText();
  }
}
