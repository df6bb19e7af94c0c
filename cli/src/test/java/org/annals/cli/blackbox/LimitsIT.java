package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Limits set by commands on a running node bite on transfers that are under way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LimitsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long KIB = 1 << 10;

  @TempDir static Path directory;

  private OwnerAndMember pair;

  @BeforeAll
  void startEverybody() throws Exception {
    pair = OwnerAndMember.packed(directory, DiscordExport.ofWeeks(2, 20).withImages(12, 400));
    pair.join();
    // Slow enough to look at, quick enough to end.
    pair.owner().ok("quota", "set", "--up", "256KiB/s");
    pair.member().startNode();
  }

  @AfterAll
  void endEverybody() {
    pair.close();
  }

  private long received() throws Exception {
    return pair.member().ask("status").path("node").path("downBytes").asLong();
  }

  /** Bytes per second that the member gets during a while. */
  private double rate(Duration during) throws Exception {
    long start = System.nanoTime();
    long before = received();
    Thread.sleep(during.toMillis());
    return (received() - before) / ((System.nanoTime() - start) / 1e9);
  }

  private void awaitMoreThan(long bytes) throws Exception {
    long before = received();
    Await.until("bytes arrive", PATIENCE, () -> received() > before + bytes);
  }

  @Test
  @Order(1)
  void cap_setOnARunningNode_bitesOnTheLiveTransferWithinASecond() throws Exception {
    awaitMoreThan(300 * KIB);
    assertThat(rate(Duration.ofSeconds(3))).isBetween(150.0 * KIB, 300.0 * KIB);
    pair.owner().ok("quota", "set", "--up", "64KiB/s");
    Thread.sleep(1_000);
    assertThat(rate(Duration.ofSeconds(3))).isBetween(30.0 * KIB, 80.0 * KIB);
  }

  @Test
  @Order(2)
  void pauseAndResume_ofTheOwner_stopAndGoOn() throws Exception {
    AnnalsHome owner = pair.owner();
    owner.ok("quota", "set", "--up", "256KiB/s");
    awaitMoreThan(100 * KIB);
    JsonNode paused = owner.ok("pause", "1h");
    assertThat(paused.path("now").path("why").asText()).isEqualTo("paused");
    Thread.sleep(1_000);
    long before = received();
    Thread.sleep(1_500);
    assertThat(received()).isEqualTo(before);
    assertThat(connections(owner)).isPositive();
    owner.ok("resume");
    awaitMoreThan(50 * KIB);
  }

  @Test
  @Order(3)
  void killAndRestart_keepsPauseLimitsAndCounters() throws Exception {
    AnnalsHome member = pair.member();
    pair.owner().ok("pause");
    member.ok("pause");
    member.ok("quota", "set", "--monthly", "200GiB", "--community", "Book club");
    // Counters are kept every few seconds.
    Thread.sleep(5_000);
    long before = received();
    member.killNode();
    pair.owner().ok("resume");
    JsonNode stopped = member.ok("status").path("node");
    long kept = stopped.path("downBytes").asLong();
    assertThat(kept).isBetween(before - 3 * 256 * KIB, before);
    member.startNode();
    Thread.sleep(2_000);
    assertThat(received()).isEqualTo(kept);
    JsonNode quotas = member.ok("quota", "show").path("quotas");
    assertThat(quotas.path(0).path("set").path("paused").asBoolean()).isTrue();
    assertThat(quotas.path(1).path("set").path("monthly").asLong()).isEqualTo(200L << 30);
  }

  @Test
  @Order(4)
  void exemptLocal_onARunningNode_localPeersAreServedAboveTheLimit() throws Exception {
    AnnalsHome owner = pair.owner();
    owner.ok("quota", "set", "--up", "0");
    pair.member().ok("resume");
    Thread.sleep(1_000);
    long before = received();
    Thread.sleep(1_500);
    assertThat(received()).isEqualTo(before);
    JsonNode set = owner.ok("quota", "set", "--exempt-local", "on");
    assertThat(set.path("now").path("exemptLocal").asBoolean()).isTrue();
    pair.member().ok("sync", "--wait", "--timeout", "60");
    assertThat(received()).isGreaterThan(before);
    assertThat(owner.ok("status").path("node").path("limits").path("exemptLocal").asBoolean())
        .isTrue();
    assertThat(owner.run("quota", "set", "--exempt-local", "maybe").exit()).isEqualTo(2);
    owner.ok("quota", "set", "--exempt-local", "off");
  }

  @Test
  @Order(5)
  void disableAndEnable_takeEffectWithinTwoSeconds() throws Exception {
    AnnalsHome member = pair.member();
    pair.owner().ok("quota", "set", "--up", "unlimited");
    member.ok("resume");
    member.ok("sync", "--wait", "--timeout", "60");
    member.ok("community", "disable");
    Await.until("nothing is served", Duration.ofSeconds(2), () -> seeding(member) == 0);
    member.ok("community", "enable");
    Await.until("served again", Duration.ofSeconds(2), () -> serving(member));
  }

  private static long connections(AnnalsHome home) throws Exception {
    return home.ask("status").path("communities").path(0).path("connections").asLong();
  }

  private static long seeding(AnnalsHome home) throws Exception {
    return home.ask("status").path("communities").path(0).path("seeding").asLong(-1);
  }

  private static boolean serving(AnnalsHome home) throws Exception {
    JsonNode community = home.ask("status").path("communities").path(0);
    return community.path("seeding").asInt() == community.path("chunks").path("verified").asInt()
        && community.path("seeding").asInt() > 0;
  }

  @Test
  @Order(6)
  void wrongValue_exits2AndSaysWhatIsAllowed() throws Exception {
    AnnalsHome.Result result = pair.member().run("quota", "set", "--up", "fast");
    assertThat(result.exit()).as(result::toString).isEqualTo(2);
    assertThat(result.last().path("error").path("cause").asText()).contains("512KiB/s");
  }
}
