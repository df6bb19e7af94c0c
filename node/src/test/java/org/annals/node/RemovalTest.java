package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an owner takes out is gone everywhere and does not come back. */
final class RemovalTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T10:00:00Z");
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private SimulatedNode member;
  private String invite;

  /** Five weeks of two messages each, numbered 0 to 9. */
  @BeforeEach
  void ownerAndMemberHoldFiveWeeks() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    DatedExport export = DatedExport.of(root, "general");
    for (int number = 0; number < 10; number++) {
      export.message(number, FIRST.plus(Duration.ofDays(7L * (number / 2))).plusSeconds(number));
    }
    owner.ask("import.discord", "path", export.write());
    simulation.pass(Duration.ofSeconds(2));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    invite = owner.ask("invite").path("invite").asText();
    member = simulation.node("member");
    member.join(invite);
    simulation.pass(A_WHILE);
    assertThat(member.messages()).isEqualTo(10);
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private String message(int number) throws Exception {
    String words = DatedExport.words("general", number);
    for (JsonNode each : owner.ask("message.list").path("messages")) {
      if (each.path("text").asText().equals(words)) {
        return each.path("id").asText();
      }
    }
    throw new AssertionError("no message " + number);
  }

  private List<Path> holding(SimulatedNode node, int number) throws Exception {
    return HomeBytes.withMessage(node.directory(), "general", number);
  }

  private static CatalogueEntry listed(SimulatedNode node, int revision) throws Exception {
    List<CatalogueEntry> found =
        node.community().head().view().listed().values().stream()
            .filter(entry -> entry.position().revision() == revision)
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static boolean serves(SimulatedNode node, LedgerEntry entry) {
    return node.network().transport().status(entry.infoHash()).isPresent();
  }

  @Test
  void messageRemoved_forTheLaw_leavesNoByteAnywhere_andAllTheRest() throws Exception {
    assertThat(holding(member, 4)).isNotEmpty();
    JsonNode reply = owner.ask("message.remove", "messages", message(4), "reason", "legal");
    assertThat(reply.path("chunksReplaced").asInt()).isEqualTo(1);
    simulation.pass(A_WHILE);

    for (SimulatedNode each : List.of(owner, member)) {
      assertThat(holding(each, 4)).isEmpty();
      assertThat(each.messages()).isEqualTo(9);
      assertThat(holding(each, 5)).as("its neighbour in the chunk").isNotEmpty();
    }
    CatalogueEntry replacement = listed(member, 1);
    assertThat(replacement.supersedes()).hasSize(1);
    ChunkId old = replacement.supersedes().get(0);
    assertThat(member.community().chunks().find(old).orElseThrow().state())
        .isEqualTo(ChunkState.REMOVED);
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
    SimulatedNode newcomer = simulation.node("newcomer");
    newcomer.join(invite);
    simulation.pass(A_WHILE);
    assertThat(newcomer.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
    assertThat(holding(newcomer, 4)).isEmpty();
  }

  @Test
  void messageRemoved_byTheOwner_rowsGoAtOnce_bytesOfTheChunkAfterSevenDays() throws Exception {
    owner.ask("message.remove", "messages", message(4));
    simulation.pass(A_WHILE);
    ChunkId old = listed(member, 1).supersedes().get(0);
    assertThat(holding(member, 4)).containsExactly(member.community().chunks().file(old));
    assertThat(member.messages()).isEqualTo(9);
    assertThat(serves(member, member.community().chunks().find(old).orElseThrow())).isFalse();
    simulation.leap(Duration.ofDays(7));
    simulation.pass(A_WHILE);
    assertThat(holding(member, 4)).isEmpty();
    assertThat(holding(owner, 4)).isEmpty();
  }

  @Test
  void messageRemoved_importedAgain_staysGone() throws Exception {
    owner.ask("message.remove", "messages", message(4));
    simulation.pass(A_WHILE);
    DatedExport again = DatedExport.of(root, "general").message(4, FIRST.plus(Duration.ofDays(14)));
    owner.ask("import.discord", "path", again.write());
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    assertThat(owner.messages()).isEqualTo(9);
    assertThat(member.messages()).isEqualTo(9);
  }

  @Test
  void messageRemoved_beforeItIsArchived_isHiddenAtOnce_andItsTombstoneIsPacked() throws Exception {
    Instant recent = simulation.clock().instant().minus(Duration.ofDays(2));
    owner.ask(
        "import.discord", "path", DatedExport.of(root, "general").message(50, recent).write());
    JsonNode reply = owner.ask("message.remove", "messages", message(50));
    assertThat(reply.path("notArchivedYet").asInt()).isEqualTo(1);
    assertThat(owner.messages()).isEqualTo(10);
    simulation.pass(A_WHILE);
    assertThat(holding(owner, 50)).isEmpty();
    simulation.stop(owner);
    owner = simulation.node("owner");
    assertThat(owner.messages()).isEqualTo(10);
    simulation.leap(Duration.ofDays(16));
    simulation.pass(A_WHILE);
    assertThat(member.community().head().view().listed()).hasSize(6);
    assertThat(member.messages()).isEqualTo(10);
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
  }

  @Test
  void chunkRemoved_isNeverServedOrImportedAgain_whateverLiesAround() throws Exception {
    LedgerEntry oldest = member.community().chunks().all().get(0);
    Path file = member.community().chunks().file(oldest.chunk());
    byte[] bytes = Files.readAllBytes(file);
    owner.ask("archive.remove", "chunks", oldest.chunk(), "reason", "legal");
    simulation.pass(A_WHILE);
    assertThat(file).doesNotExist();
    assertThat(member.messages()).isEqualTo(8);
    assertThat(holding(member, 0)).isEmpty();
    // Somebody puts the old file back and shares it under its old info hash.
    Files.write(file, bytes);
    simulation.stop(member);
    member = simulation.node("member");
    simulation.pass(Duration.ofMinutes(3));
    LedgerEntry after = member.community().chunks().find(oldest.chunk()).orElseThrow();
    assertThat(after.state()).isEqualTo(ChunkState.REMOVED);
    assertThat(serves(member, after)).isFalse();
    assertThat(member.messages()).isEqualTo(8);
    assertThatThrownBy(
            () -> owner.ask("archive.remove", "chunks", oldest.chunk(), "reason", "legal"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED));
  }

  @Test
  void chunkRemoved_importedAgainByItsOwner_isPackedAsAnotherPart() throws Exception {
    LedgerEntry oldest = owner.community().chunks().all().get(0);
    owner.ask("archive.remove", "chunks", oldest.chunk(), "reason", "legal");
    simulation.pass(A_WHILE);
    DatedExport again = DatedExport.of(root, "general");
    again.message(0, FIRST).message(1, FIRST.plusSeconds(1));
    owner.ask("import.discord", "path", again.write());
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    assertThat(owner.community().head().view().listed()).hasSize(5);
    assertThat(member.messages()).isEqualTo(10);
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
  }

  @Test
  void moreThanEightAddenda_areMergedIntoOne() throws Exception {
    for (int number = 20; number < 29; number++) {
      DatedExport late = DatedExport.of(root, "general").message(number, FIRST.plusMillis(1));
      owner.ask("import.discord", "path", late.write());
      owner.ask("pack");
      simulation.pass(A_WHILE);
    }
    assertThat(owner.community().head().view().listed()).hasSize(14);
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    for (SimulatedNode each : List.of(owner, member)) {
      assertThat(each.community().head().view().listed()).hasSize(6);
      CatalogueEntry merged = listed(each, 1);
      assertThat(merged.position().part()).isEqualTo(1);
      assertThat(merged.supersedes()).hasSize(9);
      assertThat(each.messages()).isEqualTo(19);
      assertThat(each.community().head().view().alerts()).isEmpty();
    }
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
  }

  @Test
  void moreThanAQuarterAtOnce_waitsForTheMembersWord_overARestart() throws Exception {
    simulation.stop(member);
    List<LedgerEntry> chunks = owner.community().chunks().all();
    for (int i = 0; i < 2; i++) {
      owner.ask("archive.remove", "chunks", chunks.get(i).chunk(), "reason", "legal");
    }
    simulation.pass(A_WHILE);
    member = simulation.node("member");
    simulation.pass(A_WHILE);
    assertThat(member.messages()).isEqualTo(10);
    assertThat(member.community().head().view().waiting()).hasSize(1);
    simulation.stop(member);
    member = simulation.node("member");
    simulation.pass(A_WHILE);
    assertThat(member.community().head().view().waiting()).hasSize(1);

    JsonNode shown = member.ask("community.accept-removals", "dryRun", true);
    assertThat(shown.path("removals")).hasSize(2);
    assertThat(shown.path("accepted").asBoolean()).isFalse();
    assertThat(member.messages()).isEqualTo(10);

    JsonNode accepted = member.ask("community.accept-removals");
    assertThat(accepted.path("accepted").asBoolean()).isTrue();
    simulation.pass(A_WHILE);
    assertThat(member.messages()).isEqualTo(6);
    assertThat(member.community().head().view().waiting()).isEmpty();
    assertThat(member.ask("community.accept-removals").path("removals")).isEmpty();
  }

  @Test
  void remove_wrongThings_areRefused() {
    assertThatThrownBy(() -> owner.ask("message.remove", "messages", "0".repeat(64)))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThatThrownBy(() -> owner.ask("message.remove", "messages", "zz"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    assertThatThrownBy(() -> owner.ask("archive.remove", "chunks", "0", "reason", "because"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    assertThatThrownBy(() -> member.ask("message.remove", "messages", "0".repeat(64)))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED));
  }

  @Test
  void chunkRemoved_forTheLaw_whileNoNodeRuns_isGoneWhenTheCommandEnds() throws Exception {
    simulation.stopAll();
    try (OpenedHome stopped = open("owner")) {
      LedgerEntry oldest = stopped.communities().named(Optional.empty()).chunks().all().get(0);
      assertThat(holding(owner, 0)).isNotEmpty();
      ask(stopped, "archive.remove", "chunks", oldest.chunk().toString());
      assertThat(holding(owner, 0)).isEmpty();
      assertThat(holding(owner, 2)).isNotEmpty();
    }
  }

  @Test
  void messageRemoved_forTheLaw_whileNoNodeRuns_isGoneWhenTheCommandEnds() throws Exception {
    String message = message(4);
    simulation.stopAll();
    try (OpenedHome stopped = open("owner")) {
      ask(stopped, "message.remove", "messages", message);
      assertThat(holding(owner, 4)).isEmpty();
      assertThat(holding(owner, 5)).isNotEmpty();
    }
  }

  private OpenedHome open(String name) throws Exception {
    return OpenedHome.open(Home.resolve(Optional.of(simulation.root().resolve(name)), Map.of()));
  }

  private static void ask(OpenedHome home, String command, String what, String value)
      throws Exception {
    home.commands()
        .run(
            command,
            JsonNodeFactory.instance.objectNode().put(what, value).put("reason", "legal"),
            Progress.SILENT);
  }
}
