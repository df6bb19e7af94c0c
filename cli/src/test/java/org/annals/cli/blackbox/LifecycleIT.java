package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One home through its life: started, asked, stopped, killed; and how commands fail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LifecycleIT {
  @TempDir static Path directory;

  private OwnerAndMember pair;
  private AnnalsHome lonely;
  private CompletableFuture<AnnalsHome.Result> waitsForNobody;

  @BeforeAll
  void startEverybody() throws Exception {
    pair = OwnerAndMember.packed(directory, DiscordExport.ofWeeks(3, 20));
    pair.sync();
    // Joins with an invite whose only node is gone; waiting for it takes a minute and a half.
    AnnalsHome gone = AnnalsHome.init(directory.resolve("gone"));
    gone.ok("community", "create", "Gone");
    gone.startNode();
    String invite = gone.ok("invite").path("invite").asText();
    gone.killNode();
    lonely = AnnalsHome.init(directory.resolve("lonely"));
    lonely.join(invite);
    lonely.startNode();
    waitsForNobody = CompletableFuture.supplyAsync(() -> run(lonely, "sync", "--wait"));
  }

  @AfterAll
  void endEverybody() throws Exception {
    pair.close();
    lonely.close();
  }

  private static AnnalsHome.Result run(AnnalsHome home, String... command) {
    try {
      return home.run(command);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(1)
  void node_secondOnOneHome_exits11AndNamesTheProcess() throws Exception {
    AnnalsHome.Result second = pair.member().run("node", "--listen", "127.0.0.1");
    assertThat(second.exit()).isEqualTo(11);
    JsonNode error = second.last().path("error");
    assertThat(error.path("code").asText()).isEqualTo("ANN-H002");
    assertThat(error.toString()).contains(Long.toString(pair.member().nodeProcess().pid()));
    assertThat(pair.member().ok("status").path("node").path("running").asBoolean()).isTrue();
  }

  @Test
  @Order(2)
  void status_running_hasEveryField() throws Exception {
    JsonNode status = pair.member().ok("status");
    assertThat(status.path("node").path("pid").asLong())
        .isEqualTo(pair.member().nodeProcess().pid());
    assertThat(status.path("waku").path("addresses").get(0).asText())
        .matches("/ip4/127\\.0\\.0\\.1/tcp/[0-9]+/p2p/16Uiu2HA[A-Za-z0-9]+");
    assertThat(status.path("torrent").path("port").asInt()).isPositive();
    JsonNode community = status.path("communities").path(0);
    assertThat(community.path("name").asText()).isEqualTo("Book club");
    assertThat(community.path("role").asText()).isEqualTo("member");
    assertThat(community.path("controlTopic").asText()).startsWith("/");
    assertThat(community.path("pubsubTopic").asText()).isEqualTo("/waku/2/rs/16/32");
    assertThat(community.path("sequence").asLong()).isPositive();
    assertThat(community.path("epoch").isNumber()).isTrue();
    assertThat(community.path("messages").asInt()).isEqualTo(60);
    assertThat(community.path("downBytes").asLong()).isPositive();
    assertThat(community.path("upBytes").isNumber()).isTrue();
    JsonNode chunks = community.path("chunks");
    assertThat(chunks.path("verified").asInt()).isEqualTo(3);
    for (String each :
        new String[] {"announced", "fetching", "evicted", "failed", "removed", "unsupported"}) {
      assertThat(chunks.path(each).asInt(-1)).as(each).isZero();
    }
  }

  @Test
  @Order(3)
  void options_beforeAndAfterTheCommandWord_meanTheSame() throws Exception {
    AnnalsHome member = pair.member();
    String home = member.directory().toString();
    JsonNode expected = member.ok("archive", "list");
    for (String[] each :
        new String[][] {
          {"archive", "list", "--home", home, "--json"},
          {"archive", "--json", "list", "--home", home},
          {"--json", "archive", "list", "--home", home},
        }) {
      AnnalsHome.Result result = member.runExactly(each);
      assertThat(result.exit()).as(result::toString).isZero();
      assertThat(result.last()).isEqualTo(expected);
    }
  }

  @Test
  @Order(4)
  void usage_wrong_exits2WithAnErrorInJson() throws Exception {
    for (String[] each :
        new String[][] {
          {"nonsense"},
          {"sync", "--timeout", "soon"},
          {"sync", "--timeout", "5"},
          {"node", "--torrent-port", "70000"},
          {"node", "--listen", "localhost"},
          {"message", "list", "--limit", "0"},
          {"community", "add", "no-invite"},
          {"community"},
        }) {
      AnnalsHome.Result result = pair.member().run(each);
      assertThat(result.exit()).as(() -> String.join(" ", each) + result).isEqualTo(2);
      JsonNode error = result.last().path("error");
      for (String field : new String[] {"code", "message", "cause", "remedy"}) {
        assertThat(error.path(field).asText()).as(field).isNotBlank();
      }
    }
  }

  @Test
  @Order(5)
  void home_thatIsNone_exits10() throws Exception {
    AnnalsHome.Result result = AnnalsHome.uninitialised(directory.resolve("x")).run("status");
    assertThat(result.exit()).isEqualTo(10);
    assertThat(result.last().path("error").path("remedy").asText()).contains("annals init");
  }

  @Test
  @Order(6)
  void sync_notCompleteInTime_exits124() throws Exception {
    AnnalsHome.Result result = lonely.run("sync", "--wait", "--timeout", "1");
    assertThat(result.exit()).as(result::toString).isEqualTo(124);
  }

  @Test
  @Order(7)
  void sigterm_running_endsAndARestartServesWithoutHashing() throws Exception {
    AnnalsHome member = pair.member();
    JsonNode before = member.community();
    Process process = member.nodeProcess();
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    JsonNode stopped = member.ok("status");
    assertThat(stopped.path("node").path("running").asBoolean()).isFalse();
    assertThat(stopped.path("communities").path(0).path("downBytes"))
        .isEqualTo(before.path("downBytes"));
    AnnalsHome.Result sync = member.run("sync");
    assertThat(sync.exit()).as(sync::toString).isNotZero();
    assertThat(sync.last().path("error").path("remedy").asText()).contains("annals node");

    member.startNode();
    pair.owner().stopNode();
    AnnalsHome newcomer = AnnalsHome.init(directory.resolve("newcomer"));
    try (newcomer) {
      newcomer.join(member.ok("invite").path("invite").asText());
      newcomer.startNode();
      newcomer.ok("sync", "--wait", "--timeout", "60");
      assertThat(newcomer.ok("db", "digest").path("archived"))
          .isEqualTo(member.ok("db", "digest").path("archived"));
    }
  }

  @Test
  @Order(8)
  void kill_leavesAStaleSocket_commandsAndTheNextNodeWork() throws Exception {
    AnnalsHome member = pair.member();
    member.killNode();
    assertThat(Files.exists(member.directory().resolve("run/annals.sock"))).isTrue();
    assertThat(member.ok("status").path("node").path("running").asBoolean()).isFalse();
    assertThat(member.ok("check").path("checked").asInt()).isEqualTo(3);
    assertThat(member.ok("message", "list", "--limit", "5").path("messages")).hasSize(5);
    member.startNode();
    assertThat(member.ok("status").path("node").path("running").asBoolean()).isTrue();
  }

  @Test
  @Order(9)
  void sync_nobodyThere_exits6() throws InterruptedException, ExecutionException {
    AnnalsHome.Result result = waitsForNobody.get();
    assertThat(result.exit()).as(result::toString).isEqualTo(6);
    assertThat(result.last().path("error").path("code").asText()).isEqualTo("ANN-N001");
  }
}
