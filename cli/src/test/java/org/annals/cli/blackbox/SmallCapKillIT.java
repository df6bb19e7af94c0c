package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.annals.testkit.DirectoryWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member whose cap holds about half of the history is killed again and again, while somebody else
 * looks every 10 ms how many bytes its home has.
 */
final class SmallCapKillIT {
  private static final int WEEKS = 40;
  private static final int KILLS = 10;
  private static final long MIB = 1 << 20;
  private static final long CAP = 16 * MIB;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void smallCap_killedAtRandomMoments_isNeverPassed_andNothingIsLeftOver() throws Exception {
    Random random = new Random(Long.getLong("annals.seed", 20_260_102L));
    DiscordExport export = DiscordExport.ofWeeks(WEEKS, 5).withImages(3, 250);
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, export)) {
      AnnalsHome member = pair.member();
      long archive =
          pair.owner().archives().stream().mapToLong(each -> each.path("size").asLong()).sum();
      assertThat(archive).isGreaterThan(CAP);
      member.ok("quota", "set", "--disk", CAP + "B");
      pair.join();
      try (DirectoryWatch watch = new DirectoryWatch(member.directory())) {
        watch.allow(CAP);
        int lowered = 0;
        for (int kill = 0; kill < KILLS; kill++) {
          member.launchNode();
          Thread.sleep(500 + random.nextInt(4_000));
          if (kill % 3 == 2) {
            long lower = (10 + random.nextInt(4)) * MIB;
            // Refused while the node starts or ends: then the cap is as before.
            if (member.run("quota", "set", "--disk", lower + "B", "--yes").exit() == 0) {
              watch.allow(lower);
              lowered++;
            }
          }
          member.killNode();
          watch.allow(CAP);
          member.ok("quota", "set", "--disk", CAP + "B", "--yes");
        }
        assertThat(lowered).isPositive();
        member.startNode();
        Await.until("history is fetched as far as it fits", PATIENCE, () -> isSettled(member));
        member.ok("check");
        assertThat(watch.excess()).as("bytes above the cap").isNotPositive();
        assertThat(watch.looks()).isGreaterThan(KILLS * 20L);
        System.err.println(
            "SmallCapKillIT: " + watch.looks() + " looks, most above the cap: " + watch.excess());
      }
      assertNewestAreHere(member);
      assertNothingIsLeftOver(member);
    }
  }

  private static boolean isSettled(AnnalsHome member) throws Exception {
    List<JsonNode> all = member.archives();
    return states(all, "verified") > 3
        && states(all, "fetching") == 0
        && all.stream().anyMatch(each -> each.path("note").asText().contains("no room"));
  }

  private static long states(List<JsonNode> archives, String state) {
    return archives.stream().filter(each -> each.path("state").asText().equals(state)).count();
  }

  private static void assertNewestAreHere(AnnalsHome member) throws Exception {
    List<Boolean> newestFirst =
        member.archives().stream()
            .sorted((a, b) -> Long.compare(b.path("from").asLong(), a.path("from").asLong()))
            .map(each -> each.path("state").asText().equals("verified"))
            .toList();
    int here = (int) newestFirst.stream().filter(each -> each).count();
    assertThat(newestFirst.subList(0, here)).as("without a gap").containsOnly(true);
    assertThat(here).isBetween(4, WEEKS - 1);
  }

  /** Every file is one that the ledger knows, and every byte is counted. */
  private static void assertNothingIsLeftOver(AnnalsHome member) throws Exception {
    Set<String> held =
        member.archives().stream()
            .filter(each -> each.path("state").asText().equals("verified"))
            .map(each -> Path.of(each.path("file").asText()).getFileName().toString())
            .collect(Collectors.toSet());
    assertThat(names(member.directory(), ".annals")).isSubsetOf(withPartials(member, held));
    long counted =
        member.ask("quota.show").path("quotas").path(0).path("used").path("disk").asLong();
    assertThat(DirectoryWatch.sum(member.directory())).isLessThanOrEqualTo(counted);
    // Room for the log, and for keys, lock and socket, is counted as if it were used.
    assertThat(counted).isLessThan(DirectoryWatch.sum(member.directory()) + 3 * MIB);
  }

  private static Set<String> withPartials(AnnalsHome member, Set<String> held) throws Exception {
    Set<String> all =
        member.archives().stream()
            .filter(each -> !each.path("state").asText().equals("evicted"))
            .map(each -> each.path("chunkId").asText() + ".annals")
            .collect(Collectors.toSet());
    all.addAll(held);
    return all;
  }

  private static Set<String> names(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(each -> each.getFileName().toString())
          .filter(each -> each.endsWith(suffix))
          .collect(Collectors.toSet());
    }
  }
}
