package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Community;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home whose files are not what they were: chunks that rotted, a database of a moment before. */
final class LostBytesTest {
  private static final Duration A_WHILE = Duration.ofSeconds(30);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;

  @BeforeEach
  void ownerHasPackedThreeWeeks() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("export.json"), 3));
    simulation.pass(Duration.ofSeconds(2));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private static LedgerEntry oldest(SimulatedNode node) throws Exception {
    return node.community().chunks().all().get(0);
  }

  private static Path community(SimulatedNode node, LedgerEntry entry) {
    return node.directory().resolve("communities").resolve(entry.community().toString());
  }

  private static Path file(SimulatedNode node, LedgerEntry entry) {
    return community(node, entry).resolve("chunks").resolve(entry.chunk() + ".annals");
  }

  private static Path database(SimulatedNode node, LedgerEntry entry) {
    return community(node, entry).resolve("messages.mv.db");
  }

  private static Path damaged(Path file) {
    return file.resolveSibling("damaged").resolve(file.getFileName());
  }

  private static void flip(Path file, int position) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position] ^= 1;
    Files.write(file, bytes);
  }

  private static boolean serves(SimulatedNode node, LedgerEntry entry) {
    return node.network()
        .transport()
        .status(entry.infoHash())
        .filter(status -> status.seeding())
        .isPresent();
  }

  @Test
  void loneOwner_damagedWhileStopped_setsAside_andPacksAgainWhenAsked() throws Exception {
    LedgerEntry entry = oldest(owner);
    Path file = file(owner, entry);
    byte[] good = Files.readAllBytes(file);
    simulation.stop(owner);
    flip(file, good.length / 2);
    owner = simulation.node("owner");
    simulation.pass(A_WHILE);
    assertThat(file).doesNotExist();
    assertThat(damaged(file)).exists();

    JsonNode named = owner.ask("check").path("damaged").path(0);
    assertThat(named.path("chunkId").asText()).isEqualTo(entry.chunk().toString());
    assertThat(named.path("from").asLong()).isEqualTo(entry.position().window().startSeconds());

    JsonNode repair = owner.ask("check", "repair", true);
    assertThat(repair.path("repaired").asInt()).isEqualTo(1);
    assertThat(repair.path("repairing").asInt()).isZero();
    assertThat(repair.path("damaged").path(0).path("repair").asText()).isEqualTo("packed again");
    simulation.pass(A_WHILE);
    assertThat(file).hasBinaryContent(good);
    assertThat(damaged(file)).doesNotExist();
    assertThat(serves(owner, entry)).isTrue();
    assertThat(owner.ask("check").path("ok").asBoolean()).isTrue();
  }

  @Test
  void loneOwner_damagedWhileRunning_packsAgain() throws Exception {
    LedgerEntry entry = oldest(owner);
    Path file = file(owner, entry);
    byte[] good = Files.readAllBytes(file);
    flip(file, 0);
    assertThat(owner.ask("check", "repair", true).path("repaired").asInt()).isEqualTo(1);
    simulation.pass(A_WHILE);
    assertThat(file).hasBinaryContent(good);
    assertThat(serves(owner, entry)).isTrue();
  }

  /** What a disk does not give may be whole: a folder in the file's place cannot be read either. */
  @Test
  void chunkThatTheDiskWithholds_isToldAndLeftAlone_databaseToo() throws Exception {
    LedgerEntry entry = oldest(owner);
    long messages = owner.messages();
    Path file = file(owner, entry);
    Path away = root.resolve("withheld");
    Files.move(file, away);
    Files.createDirectory(file);

    JsonNode repair = owner.ask("check", "repair", true);
    assertThat(repair.path("ok").asBoolean()).isFalse();
    assertThat(repair.path("repaired").asInt() + repair.path("repairing").asInt()).isZero();
    JsonNode named = repair.path("damaged").path(0);
    assertThat(named.path("repair").asText()).isEqualTo("unread");
    assertThat(named.path("unread").asBoolean()).isTrue();
    assertThat(named.path("reason").asText()).contains("cannot be read");
    assertThat(oldest(owner)).isEqualTo(entry);
    assertThat(damaged(file)).doesNotExist();
    assertThatThrownBy(() -> owner.ask("db.rebuild")).hasStackTraceContaining("cannot be read");
    assertThat(owner.messages()).isEqualTo(messages);

    Files.delete(file);
    Files.move(away, file);
    assertThat(owner.ask("check").path("ok").asBoolean()).isTrue();
    owner.ask("db.rebuild");
    assertThat(owner.messages()).isEqualTo(messages);

    byte[] good = Files.readAllBytes(file);
    Files.createDirectories(damaged(file).getParent());
    Files.move(file, damaged(file));
    assertThat(owner.ask("check", "repair", true).path("repaired").asInt()).isEqualTo(1);
    assertThat(file).hasBinaryContent(good);
    assertThat(damaged(file)).doesNotExist();
  }

  @Test
  void loneOwner_chunkAndDatabaseGone_saysWhyAndWants() throws Exception {
    LedgerEntry entry = oldest(owner);
    Path file = file(owner, entry);
    simulation.stop(owner);
    flip(file, 20);
    Files.delete(database(owner, entry));
    owner = simulation.node("owner");
    simulation.pass(A_WHILE);
    JsonNode repair = owner.ask("check", "repair", true);
    assertThat(repair.path("repairing").asInt()).isEqualTo(1);
    assertThat(repair.path("damaged").path(0).path("notPacked").asText()).contains("database");
    assertThat(damaged(file)).exists();
    assertThat(oldest(owner).state()).isIn(ChunkState.ANNOUNCED, ChunkState.FETCHING);
  }

  @Test
  void removedForTheLaw_whileSetAside_bytesGo() throws Exception {
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 8));
    simulation.leap(Duration.ofMinutes(11));
    LedgerEntry entry = oldest(owner);
    Path file = file(owner, entry);
    simulation.stop(owner);
    flip(file, 20);
    owner = simulation.node("owner");
    assertThat(damaged(file)).exists();
    Community community = owner.community();
    community.publish(
        community.key().orElseThrow(),
        CatalogueChanges.NONE.removing(Map.of(entry.chunk(), RemovalReason.LEGAL)),
        false);
    simulation.stop(owner);
    owner = simulation.node("owner");
    simulation.pass(A_WHILE);
    assertThat(damaged(file)).doesNotExist();
  }

  @Test
  void databaseOfAMomentBefore_chunksItLacksAreImportedAgain() throws Exception {
    String invite = owner.ask("invite").path("invite").asText();
    SimulatedNode member = simulation.node("member");
    member.join(invite);
    simulation.pass(A_WHILE);
    LedgerEntry entry = oldest(member);
    Path database = database(member, entry);
    Path before = root.resolve("before.mv.db");
    simulation.stop(member);
    Files.copy(database, before);
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 5));
    simulation.leap(Duration.ofMinutes(11));
    member = simulation.node("member");
    simulation.pass(Duration.ofMinutes(2));
    assertThat(member.messages()).isEqualTo(5);
    simulation.stop(member);

    Files.copy(before, database, StandardCopyOption.REPLACE_EXISTING);
    member = simulation.node("member");
    simulation.pass(A_WHILE);
    assertThat(member.messages()).isEqualTo(5);
    assertThat(member.ask("check").path("ok").asBoolean()).isTrue();
  }

  @Test
  void databaseOfAMomentBefore_whatTheLawRemovedDoesNotComeBack() throws Exception {
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 8));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    LedgerEntry entry = oldest(owner);
    Path database = database(owner, entry);
    simulation.stop(owner);
    Path before = Files.copy(database, root.resolve("before.mv.db"));
    owner = simulation.node("owner");
    Community community = owner.community();
    community.publish(
        community.key().orElseThrow(),
        CatalogueChanges.NONE.removing(Map.of(entry.chunk(), RemovalReason.LEGAL)),
        false);
    for (boolean rolledBack : List.of(false, true)) {
      simulation.stop(owner);
      if (rolledBack) {
        Files.copy(before, database, StandardCopyOption.REPLACE_EXISTING);
      }
      owner = simulation.node("owner");
      simulation.pass(A_WHILE);
      assertThat(owner.messages()).as("rolled back: " + rolledBack).isEqualTo(7);
    }
  }

  @Test
  void loneOwner_damagedBeforeItsImport_packsAgainFromTheJournal() throws Exception {
    Path journal = community(owner, oldest(owner)).resolve("live");
    Path before = root.resolve("journal-before");
    Path late = Exports.weeks(root.resolve("late.json"), 4, 6);
    owner.ask("import.discord", "path", late);
    copy(journal, before);
    owner.ask("pack");
    List<LedgerEntry> all = owner.community().chunks().all();
    LedgerEntry entry = all.get(all.size() - 1);
    Path file = file(owner, entry);
    byte[] good = Files.readAllBytes(file);
    simulation.stop(owner);
    // As if the process had died before the chunk was imported, and the file had rotted since.
    Files.delete(database(owner, entry));
    copy(before, journal);
    flip(file, good.length / 2);
    flip(file, good.length - 1);
    owner = simulation.node("owner");
    simulation.pass(A_WHILE);
    assertThat(file).doesNotExist();

    JsonNode repair = owner.ask("check", "repair", true);
    assertThat(repair.path("repaired").asInt()).as(repair::toString).isEqualTo(1);
    simulation.pass(A_WHILE);
    assertThat(file).hasBinaryContent(good);
    assertThat(owner.ask("message.list").path("messages")).hasSize(6);
    assertThat(owner.ask("check").path("ok").asBoolean()).isTrue();
  }

  private static void copy(Path from, Path to) throws Exception {
    Files.createDirectories(to);
    try (Stream<Path> old = Files.list(to)) {
      for (Path each : old.toList()) {
        Files.delete(each);
      }
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
