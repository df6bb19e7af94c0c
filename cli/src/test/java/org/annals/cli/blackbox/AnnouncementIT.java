package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.annals.waku.interop.JsPeer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign libp2p implementation hears what an owner announces. */
@Tag("peers")
final class AnnouncementIT {
  private static final int LARGEST = 4_096;

  @TempDir Path directory;

  @Test
  void pack_jsPeerSubscribed_hearsOneSmallAnnouncementAndNoArchive() throws Exception {
    AnnalsHome owner = AnnalsHome.init(directory.resolve("owner"));
    try (owner;
        JsPeer js = JsPeer.start("--cluster", "16", "--shards", "32")) {
      owner.ok("community", "create", "Heard");
      owner.startNode();
      JsonNode status = owner.ok("status");
      String topic = status.path("communities").path(0).path("pubsubTopic").asText();
      js.run("subscribe " + topic);
      js.run("dial " + status.path("waku").path("addresses").path(0).asText());
      String peerId = status.path("node").path("peerId").asText();
      js.await("graft", event -> event.toString().contains(peerId));

      DiscordExport export = DiscordExport.ofWeeks(3, 30).withImages(2, 200);
      owner.ok("import", "discord", export.writeTo(directory.resolve("export")).toString());
      JsonNode packed = owner.ok("pack", "--now");
      assertThat(packed.path("chunks").asInt()).isEqualTo(3);

      String controlTopic = status.path("communities").path(0).path("controlTopic").asText();
      JsonNode heard =
          js.await(
              "message",
              event -> event.path("waku").path("contentTopic").asText().equals(controlTopic));
      assertThat(heard.path("topic").asText()).isEqualTo(topic);
      byte[] encoded = Base64.getDecoder().decode(heard.path("data").asText());
      assertThat(encoded).hasSizeBetween(100, LARGEST);
      assertThat(js.events()).noneMatch(each -> each.path("event").asText().equals("rejected"));

      AnnalsHome.Result again = owner.run("announce");
      assertThat(again.exit())
          .as("announcements are at least a minute apart: " + again)
          .isEqualTo(5);

      List<JsonNode> archives = owner.archives();
      long archiveBytes = archives.stream().mapToLong(each -> each.path("size").asLong()).sum();
      JsonNode relay = owner.ok("status").path("waku").path("relayBytes");
      long relayed = relay.path("sent").asLong() + relay.path("received").asLong();
      assertThat(archiveBytes).isGreaterThan(500_000);
      assertThat(relayed).isBetween((long) encoded.length, 32_768L);
      long larger =
          js.events().stream()
              .filter(e -> e.path("event").asText().equals("message"))
              .filter(e -> e.path("size").asLong() > LARGEST)
              .count();
      assertThat(larger).isZero();
    }
  }
}
