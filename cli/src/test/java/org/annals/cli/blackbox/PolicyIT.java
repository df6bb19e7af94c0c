package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.annals.testkit.torrent.RawPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An owner's rules and removals reach other processes, and hold there. */
final class PolicyIT {
  private static final Duration A_MINUTE = Duration.ofSeconds(60);

  @TempDir Path directory;

  /** Whether the node on a home answers a handshake for this torrent. */
  private static boolean answers(AnnalsHome home, String infoHash) throws Exception {
    int port = home.ask("status").path("torrent").path("port").asInt();
    InetAddress local = InetAddress.getLoopbackAddress();
    byte[] wanted = HexFormat.of().parseHex(infoHash);
    try (RawPeer peer = RawPeer.connect(local, new InetSocketAddress(local, port))) {
      peer.sendHandshake(wanted);
      assertThat(peer.readHandshake()).isEqualTo(wanted);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean servesAny(AnnalsHome home, List<JsonNode> chunks) throws Exception {
    for (JsonNode each : chunks) {
      if (answers(home, each.path("infoHash").asText())) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode community(AnnalsHome home) throws Exception {
    return home.ask("status").path("communities").path(0);
  }

  private static void isRefused(AnnalsHome.Result result) {
    assertThat(result.exit()).as(result::toString).isEqualTo(5);
    assertThat(result.last().path("error").path("cause").asText()).contains("owner");
  }

  @Test
  void serving_switchedOffAndOn_memberFollowsWithinAMinute_andOverARestart() throws Exception {
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, DiscordExport.ofWeeks(2, 20))) {
      AnnalsHome owner = pair.owner();
      AnnalsHome member = pair.member();
      AnnalsHome.Result unknown = member.run("community", "enable", "0x02aa");
      assertThat(unknown.exit()).as(unknown::toString).isNotZero();
      assertThat(unknown.last().path("error").path("message").asText()).isNotEmpty();
      pair.sync();
      List<JsonNode> chunks = member.archives();
      assertThat(servesAny(member, chunks)).isTrue();

      assertThat(owner.ok("community", "policy", "--serving", "off").path("announced").asBoolean())
          .isTrue();
      Await.until(
          "the member stops serving",
          A_MINUTE,
          () -> !servesAny(member, chunks) && !servesAny(owner, chunks));
      isRefused(member.run("community", "enable"));
      assertThat(member.ok("community", "show").path("serving").asBoolean()).isFalse();

      member.stopNode();
      member.startNode();
      assertThat(servesAny(member, chunks)).isFalse();
      isRefused(member.run("community", "enable"));
      assertThat(member.ok("message", "list").path("messages")).isNotEmpty();

      owner.ok("community", "policy", "--serving", "on");
      Await.until(
          "the member goes on by itself",
          A_MINUTE,
          () -> community(member).path("serving").asBoolean() && servesAny(member, chunks));
      AnnalsHome.Result notTheOwner = member.run("community", "policy", "--serving", "off");
      assertThat(notTheOwner.exit()).as(notTheOwner::toString).isEqualTo(5);
    }
  }

  @Test
  void removals_leaveNoByteAtTheMember_manyAtOnceNeedItsWord() throws Exception {
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, DiscordExport.ofWeeks(5, 8))) {
      pair.sync();
      AnnalsHome owner = pair.owner();
      AnnalsHome member = pair.member();
      JsonNode message = owner.ok("message", "list").path("messages").path(20);
      String words = message.path("text").asText();
      String token = words.substring(words.lastIndexOf(' ') + 1);
      assertThat(token).hasSizeGreaterThan(9);
      assertThat(holding(member, token)).isNotEmpty();

      String id = message.path("id").asText();
      owner.ok("message", "remove", id, "--reason", "legal");
      Await.until(
          "the message is gone from the member's disk",
          A_MINUTE,
          () ->
              community(member).path("messages").asInt() == 39 && holding(member, token).isEmpty());
      assertThat(member.ok("db", "digest").path("archived"))
          .isEqualTo(owner.ok("db", "digest").path("archived"));

      List<JsonNode> listed =
          owner.archives().stream()
              .filter(each -> each.path("state").asText().equals("verified"))
              .toList();
      assertThat(listed).hasSize(5);
      String first = listed.get(0).path("chunkId").asText();
      String second = listed.get(1).path("chunkId").asText();
      JsonNode removed = owner.ok("archive", "remove", first, second, "--reason", "legal");
      assertThat(removed.path("membersAreAsked").asBoolean()).isTrue();
      Await.until(
          "the member is asked",
          A_MINUTE,
          () -> community(member).path("alerts").toString().contains("accept-removals"));
      int before = community(member).path("messages").asInt();
      assertThat(before).isEqualTo(39);
      assertThat(member.ok("community", "accept-removals", "--dry-run").path("removals"))
          .hasSize(2);
      member.ok("community", "accept-removals");
      Await.until(
          "two weeks are gone", A_MINUTE, () -> community(member).path("messages").asInt() <= 24);
      assertThat(member.ok("db", "digest").path("archived"))
          .isEqualTo(owner.ok("db", "digest").path("archived"));
    }
  }

  private static List<Path> holding(AnnalsHome home, String token) throws IOException {
    String wanted = HexFormat.of().formatHex(token.getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> files = Files.walk(home.directory())) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, wanted)).toList();
    }
  }

  private static boolean contains(Path file, String wanted) {
    try {
      return HexFormat.of().formatHex(Files.readAllBytes(file)).contains(wanted);
    } catch (IOException e) {
      // A file that went while it was looked at holds nothing any more.
      return false;
    }
  }
}
