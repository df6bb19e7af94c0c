package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.annals.archiver.GroupId;
import org.annals.archiver.store.ChunkState;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of a channel with an auto-delete rule vanish after their period, everywhere. */
final class AutoDeleteTest {
  private static final Duration A_WHILE = Duration.ofMinutes(1);
  private static final GroupId MONTH = GroupId.autoDelete(Duration.ofDays(30));

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private SimulatedNode member;

  @BeforeEach
  void ownerAndMember() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    simulation.pass(Duration.ofSeconds(2));
    // General: 3 and 10 weeks old. Support: 3, 4 and 10 weeks old, and of yesterday.
    owner.ask(
        "import.discord",
        "path",
        DatedExport.of(root, "general").message(3, daysAgo(21)).message(10, daysAgo(70)).write());
    owner.ask(
        "import.discord",
        "path",
        DatedExport.of(root, "support")
            .message(1, daysAgo(1))
            .message(3, daysAgo(21))
            .message(4, daysAgo(28))
            .message(10, daysAgo(70))
            .write());
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    member = simulation.node("member");
    member.join(owner.ask("invite").path("invite").asText());
    simulation.pass(A_WHILE);
    assertThat(owner.messages()).isEqualTo(6);
    assertThat(member.messages()).isEqualTo(5);
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private Instant daysAgo(int days) {
    return simulation.clock().instant().minus(Duration.ofDays(days));
  }

  private void rule(String period) throws Exception {
    owner.ask("community.policy", "channel", "support", "autoDelete", period);
    simulation.pass(A_WHILE);
  }

  private static Set<String> texts(SimulatedNode node) throws Exception {
    Set<String> texts = new TreeSet<>();
    for (JsonNode each : node.ask("message.list").path("messages")) {
      texts.add(each.path("text").asText().replaceAll("-.*", ""));
    }
    return texts;
  }

  private List<Path> holding(SimulatedNode node, int number) throws Exception {
    return HomeBytes.withMessage(node.directory(), "support", number);
  }

  private static List<CatalogueEntry> ofGroup(SimulatedNode node, GroupId group) throws Exception {
    return node.community().head().view().listed().values().stream()
        .filter(entry -> entry.position().group().equals(group))
        .sorted()
        .toList();
  }

  @Test
  void rule_sealedWindowsAreSupersededOnce_whatIsOverIsGoneFromEveryHome() throws Exception {
    assertThat(holding(member, 10)).isNotEmpty();
    rule("30d");
    simulation.pass(A_WHILE);
    for (SimulatedNode each : List.of(owner, member)) {
      assertThat(holding(each, 10)).isEmpty();
      assertThat(texts(each)).contains("general3", "general10", "support3", "support4");
      assertThat(texts(each)).doesNotContain("support10");
      assertThat(ofGroup(each, MONTH)).hasSize(2);
      assertThat(ofGroup(each, GroupId.PUBLIC))
          .extracting(e -> e.position().revision())
          .containsOnly(1);
    }
    assertThat(member.ask("db.digest").path("archived"))
        .isEqualTo(owner.ask("db.digest").path("archived"));
    long sequence = owner.community().head().view().accepted().orElseThrow().sequence();
    simulation.leap(Duration.ofHours(3));
    assertThat(owner.community().head().view().accepted().orElseThrow().sequence())
        .as("once, not again and again")
        .isEqualTo(sequence);
  }

  @Test
  void period_passes_messagesAndImagesAreGoneFromDatabaseDigestChunksAndBytes() throws Exception {
    rule("30d");
    assertThat(holding(member, 4)).isNotEmpty();
    // Two days and an hour later the fourth is 30 days old.
    simulation.leap(Duration.ofDays(2).plusMinutes(1));
    assertThat(texts(member)).doesNotContain("support4").contains("support3");
    simulation.leap(Duration.ofHours(1));
    simulation.pass(A_WHILE);
    for (SimulatedNode each : List.of(owner, member)) {
      assertThat(holding(each, 4)).isEmpty();
      assertThat(texts(each)).doesNotContain("support4").contains("support3");
      assertThat(ofGroup(each, MONTH)).hasSize(1);
    }
    assertThat(owner.community().head().view().contents().removed().values())
        .allMatch(removed -> removed.reason() == RemovalReason.EXPIRY);
    assertThat(member.ask("db.digest").path("archived"))
        .isEqualTo(owner.ask("db.digest").path("archived"));
    SimulatedNode newcomer = simulation.node("newcomer");
    newcomer.join(owner.ask("invite").path("invite").asText());
    simulation.pass(A_WHILE);
    assertThat(newcomer.ask("db.digest").path("archived"))
        .isEqualTo(owner.ask("db.digest").path("archived"));
    assertThat(holding(newcomer, 4)).isEmpty();
  }

  @Test
  void ownerIsAway_membersLetThingsVanishByTheirOwnClocks() throws Exception {
    rule("30d");
    simulation.stop(owner);
    simulation.leap(Duration.ofDays(2).plusHours(1));
    simulation.pass(A_WHILE);
    assertThat(texts(member)).doesNotContain("support4").contains("support3");
    assertThat(holding(member, 4)).isEmpty();
    assertThat(member.community().chunks().all())
        .filteredOn(entry -> entry.position().group().equals(MONTH))
        .extracting(entry -> entry.state())
        .containsExactlyInAnyOrder(ChunkState.REMOVED, ChunkState.VERIFIED);
  }

  @Test
  void memberWasStopped_whatIsOverIsGoneSoonAfterTheStart_withNobodyElseThere() throws Exception {
    rule("30d");
    simulation.stop(member);
    simulation.stop(owner);
    simulation.clock().advance(Duration.ofDays(10));
    member = simulation.node("member");
    assertThat(texts(member)).containsExactly("general10", "general3");
    simulation.pass(A_WHILE);
    assertThat(holding(member, 3)).isEmpty();
    assertThat(holding(member, 4)).isEmpty();
  }

  @Test
  void newMessages_arePackedInTheirGroup_andVanishInTime() throws Exception {
    rule("30d");
    simulation.leap(Duration.ofDays(16));
    simulation.pass(A_WHILE);
    assertThat(texts(member)).contains("support1");
    assertThat(ofGroup(member, MONTH)).hasSize(1);
    simulation.leap(Duration.ofDays(14));
    simulation.pass(A_WHILE);
    for (SimulatedNode each : List.of(owner, member)) {
      assertThat(texts(each)).containsExactly("general10", "general3");
      for (int number : new int[] {1, 3, 4, 10}) {
        assertThat(holding(each, number)).isEmpty();
      }
      assertThat(ofGroup(each, MONTH)).isEmpty();
    }
  }

  @Test
  void shortPeriod_messagesAreNeverPacked_andGoFromTheJournal() throws Exception {
    rule("5d");
    assertThat(texts(owner)).contains("support1").doesNotContain("support3");
    assertThat(holding(owner, 1)).isNotEmpty();
    simulation.leap(Duration.ofDays(5));
    simulation.pass(A_WHILE);
    assertThat(holding(owner, 1)).isEmpty();
    simulation.leap(Duration.ofDays(12));
    assertThat(ofGroup(owner, GroupId.autoDelete(Duration.ofDays(5)))).isEmpty();
    assertThat(texts(owner)).containsExactly("general10", "general3");
  }

  @Test
  void anotherPeriod_movesWhatIsNotOverIntoItsGroup() throws Exception {
    rule("30d");
    rule("60d");
    GroupId two = GroupId.autoDelete(Duration.ofDays(60));
    for (SimulatedNode each : List.of(owner, member)) {
      assertThat(ofGroup(each, MONTH)).isEmpty();
      assertThat(ofGroup(each, two)).hasSize(2);
      assertThat(texts(each)).contains("support3", "support4").doesNotContain("support10");
    }
    assertThat(member.ask("db.digest").path("archived"))
        .isEqualTo(owner.ask("db.digest").path("archived"));
  }

  @Test
  void neverAgain_whatIsLeftIsPublicAndStays_whatWasOverDoesNotComeBack() throws Exception {
    rule("30d");
    rule("never");
    simulation.leap(Duration.ofDays(30));
    simulation.pass(A_WHILE);
    List<Set<String>> all = new ArrayList<>();
    for (SimulatedNode each : List.of(owner, member)) {
      assertThat(ofGroup(each, MONTH)).isEmpty();
      all.add(texts(each));
    }
    assertThat(all.get(0))
        .isEqualTo(all.get(1))
        .containsExactlyInAnyOrder("general10", "general3", "support1", "support3", "support4");
    assertThat(member.ask("db.digest").path("archived"))
        .isEqualTo(owner.ask("db.digest").path("archived"));
    assertThat(member.community().head().view().alerts()).isEmpty();
  }

  @Test
  void dbRebuild_bringsNothingBack() throws Exception {
    rule("30d");
    simulation.leap(Duration.ofDays(2).plusHours(1));
    simulation.pass(A_WHILE);
    Set<String> before = texts(member);
    member.ask("db.rebuild");
    assertThat(texts(member)).isEqualTo(before);
    assertThat(holding(member, 4)).isEmpty();
  }

  @Test
  void rule_wrong_isRefusedWithTheReason() {
    for (String[] each :
        new String[][] {{"support", "soon"}, {"support", "0d"}, {"support", "-1d"}}) {
      assertThatThrownBy(
              () -> owner.ask("community.policy", "channel", each[0], "autoDelete", each[1]))
          .isInstanceOfSatisfying(
              CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    }
    assertThatThrownBy(() -> owner.ask("community.policy", "autoDelete", "30d"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    assertThatThrownBy(
            () -> owner.ask("community.policy", "channel", "nowhere", "autoDelete", "30d"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }
}
