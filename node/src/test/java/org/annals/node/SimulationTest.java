package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Community;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several nodes do together, from the first message to the newcomer who finds nobody else. */
final class SimulationTest {
  private static final Duration A_WHILE = Duration.ofSeconds(30);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private String invite;

  @BeforeEach
  void ownerHasPackedThreeWeeks() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("export.json"), 3));
    simulation.pass(Duration.ofSeconds(2));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    invite = owner.ask("invite").path("invite").asText();
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private static long count(SimulatedNode node, ChunkState state) throws Exception {
    return node.community().chunks().all().stream().filter(each -> each.state() == state).count();
  }

  private static LedgerEntry oldest(SimulatedNode node) throws Exception {
    return node.community().chunks().all().get(0);
  }

  private static boolean serves(SimulatedNode node, LedgerEntry entry) {
    return node.network()
        .transport()
        .status(entry.infoHash())
        .filter(status -> status.seeding())
        .isPresent();
  }

  private SimulatedNode member(String name) throws Exception {
    SimulatedNode member = simulation.node(name);
    member.join(invite);
    simulation.pass(A_WHILE);
    return member;
  }

  private void publish(CatalogueChanges changes) throws Exception {
    Community community = owner.community();
    community.publish(community.key().orElseThrow(), changes, false);
    simulation.stop(owner);
    owner = simulation.node("owner");
    simulation.pass(Duration.ofMinutes(3));
  }

  @Test
  void owner_afterTenMinutes_hasPackedServedAndAnnounced() throws Exception {
    assertThat(count(owner, ChunkState.VERIFIED)).isEqualTo(3);
    assertThat(owner.community().chunks().all()).allMatch(entry -> serves(owner, entry));
    assertThat(owner.messages()).isEqualTo(3);
    assertThat(owner.network().sent()).isPositive();
  }

  @Test
  void member_joins_getsEverythingAndServesIt() throws Exception {
    SimulatedNode member = member("member");
    assertThat(count(member, ChunkState.VERIFIED)).isEqualTo(3);
    assertThat(member.community().chunks().all()).allMatch(entry -> serves(member, entry));
    assertThat(member.messages()).isEqualTo(3);
    assertThat(member.community().row().name()).isEqualTo("Pines");
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
  }

  @Test
  void newcomer_ownerHasLeft_getsEverythingFromTheMember() throws Exception {
    member("member");
    simulation.stop(owner);
    SimulatedNode newcomer = member("newcomer");
    assertThat(newcomer.messages()).isEqualTo(3);
    assertThat(count(newcomer, ChunkState.VERIFIED)).isEqualTo(3);
  }

  @Test
  void member_notEnabled_fetchesNothing() throws Exception {
    SimulatedNode member = simulation.node("member");
    member.ask("community.add", "invite", invite);
    simulation.pass(Duration.ofMinutes(5));
    assertThat(member.community().chunks().all()).isEmpty();
    assertThat(member.community().head().view().accepted()).isEmpty();
  }

  @Test
  void member_disables_servesNothingSoonAfter_andAgainWhenEnabled() throws Exception {
    SimulatedNode member = member("member");
    member.ask("community.disable");
    simulation.pass(Duration.ofSeconds(1));
    assertThat(member.network().transport().statuses()).isEmpty();
    member.ask("community.enable");
    simulation.pass(Duration.ofSeconds(1));
    assertThat(member.community().chunks().all()).allMatch(entry -> serves(member, entry));
  }

  @Test
  void newWeeks_reachTheMember() throws Exception {
    SimulatedNode member = member("member");
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 6));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(Duration.ofMinutes(1));
    assertThat(owner.messages()).isEqualTo(6);
    assertThat(member.messages()).isEqualTo(6);
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
  }

  @Test
  void ownerRestarts_servesAndAnnouncesAgain() throws Exception {
    simulation.stop(owner);
    owner = simulation.node("owner");
    simulation.pass(Duration.ofMinutes(2));
    assertThat(owner.community().chunks().all()).hasSize(3).allMatch(entry -> serves(owner, entry));
    assertThat(owner.network().sent()).isEqualTo(1);
  }

  @Test
  void ownerRestarts_aMemberAnswers_announcesWithoutWaitingAMinute() throws Exception {
    member("member");
    simulation.stop(owner);
    owner = simulation.node("owner");
    simulation.pass(Duration.ofSeconds(10));
    assertThat(owner.network().sent()).isEqualTo(1);
  }

  @Test
  void memberRestarts_servesWithoutAnybody() throws Exception {
    SimulatedNode member = member("member");
    simulation.stop(owner);
    simulation.stop(member);
    SimulatedNode again = simulation.node("member");
    simulation.pass(Duration.ofSeconds(4));
    assertThat(again.network().transport().statuses()).as("it listens first").isEmpty();
    simulation.pass(Duration.ofSeconds(2));
    assertThat(again.community().chunks().all()).hasSize(3).allMatch(entry -> serves(again, entry));
    assertThat(again.messages()).isEqualTo(3);
  }

  @Test
  void longSilence_memberRepeatsTheAnnouncement() throws Exception {
    SimulatedNode member = member("member");
    simulation.stop(owner);
    simulation.leap(Duration.ofHours(5));
    assertThat(member.network().sent()).isZero();
    simulation.leap(Duration.ofHours(8));
    assertThat(member.network().sent()).isBetween(1, 2);
  }

  @Test
  void servingSwitchedOff_memberServesNothing_andCannotBeSwitchedOn() throws Exception {
    SimulatedNode member = member("member");
    publish(
        CatalogueChanges.NONE.ruling(
            owner.community().head().view().contents().policy().withServing(false)));
    assertThat(member.community().head().view().serving()).isFalse();
    assertThat(member.network().transport().statuses()).isEmpty();
    assertThat(owner.network().transport().statuses()).isEmpty();
    assertThat(member.messages()).isEqualTo(3);
    SimulatedNode newcomer = simulation.node("newcomer");
    newcomer.join(invite);
    simulation.pass(Duration.ofMinutes(2));
    assertThat(newcomer.community().head().view().serving()).isFalse();
    assertThat(newcomer.community().chunks().all()).isEmpty();
  }

  @Test
  void removedByItsOwner_hiddenAtOnce_bytesGoAfterSevenDays() throws Exception {
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 8));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(Duration.ofMinutes(1));
    SimulatedNode member = member("member");
    LedgerEntry oldest = oldest(member);
    publish(CatalogueChanges.NONE.removing(Map.of(oldest.chunk(), RemovalReason.OWNER)));
    for (SimulatedNode each : new SimulatedNode[] {owner, member}) {
      assertThat(oldest(each).state()).isEqualTo(ChunkState.REMOVED);
      assertThat(serves(each, oldest)).isFalse();
      assertThat(each.community().chunks().file(oldest.chunk())).exists();
    }
    simulation.leap(Duration.ofDays(7));
    assertThat(member.community().chunks().file(oldest.chunk())).doesNotExist();
    assertThat(oldest(member).file()).isEmpty();
    assertThat(count(member, ChunkState.VERIFIED)).isEqualTo(7);
  }

  @Test
  void removedForTheLaw_bytesAndRowsGoAtOnce() throws Exception {
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 8));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(Duration.ofMinutes(1));
    SimulatedNode member = member("member");
    LedgerEntry oldest = oldest(member);
    publish(CatalogueChanges.NONE.removing(Map.of(oldest.chunk(), RemovalReason.LEGAL)));
    assertThat(oldest(member).state()).isEqualTo(ChunkState.REMOVED);
    assertThat(member.community().chunks().file(oldest.chunk())).doesNotExist();
    assertThat(member.messages()).isEqualTo(7);
  }

  @Test
  void damagedFile_checkRepair_fetchesItAgain() throws Exception {
    SimulatedNode member = member("member");
    LedgerEntry oldest = oldest(member);
    flip(member.community().chunks().file(oldest.chunk()));
    assertThat(member.ask("check").path("damaged")).hasSize(1);
    assertThat(member.ask("check", "repair", true).path("repairing").asInt()).isEqualTo(1);
    simulation.pass(A_WHILE);
    assertThat(member.ask("check").path("ok").asBoolean()).isTrue();
    assertThat(serves(member, oldest)).isTrue();
  }

  @Test
  void damagedWhileStopped_startFetchesItAgain() throws Exception {
    SimulatedNode member = member("member");
    LedgerEntry oldest = oldest(member);
    simulation.stop(member);
    flip(
        member
            .directory()
            .resolve("communities")
            .resolve(oldest.community().toString())
            .resolve("chunks")
            .resolve(oldest.chunk() + ".annals"));
    SimulatedNode again = simulation.node("member");
    simulation.pass(A_WHILE);
    assertThat(again.ask("check").path("ok").asBoolean()).isTrue();
    assertThat(count(again, ChunkState.VERIFIED)).isEqualTo(3);
  }

  @Test
  void restoredOwner_adoptsWhatMembersHave_andGoesOn() throws Exception {
    SimulatedNode member = member("member");
    Path backup = root.resolve("key");
    owner.ask("key.backup", "file", backup);
    simulation.stop(owner);
    SimulatedNode restored = simulation.node("restored");
    restored.ask("community.restore", "keyFile", backup);
    simulation.pass(Duration.ofMinutes(2));
    assertThat(restored.messages()).isEqualTo(3);
    restored.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 5));
    simulation.leap(Duration.ofHours(26));
    assertThat(restored.messages()).isEqualTo(5);
    assertThat(member.messages()).isEqualTo(5);
    assertThat(member.community().head().view().alerts()).isEmpty();
  }

  private static void flip(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
  }
}
