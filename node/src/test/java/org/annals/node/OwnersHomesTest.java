package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.ChunkCounts;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.magnetindex.owner.NextCatalogue;
import org.annals.node.community.Community;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two homes with one community's key, and what members are told of it. */
final class OwnersHomesTest {
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private SimulatedNode member;

  @BeforeEach
  void ownerAndMemberHaveThreeWeeks() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("export.json"), 3));
    simulation.pass(Duration.ofSeconds(2));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    member = simulation.node("member");
    member.join(owner.ask("invite").path("invite").asText());
    simulation.pass(A_WHILE);
    assertThat(member.messages()).isEqualTo(3);
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  /** What {@code status} tells of the member's home; the member runs again afterwards. */
  private List<String> alerts() throws Exception {
    simulation.stop(member);
    List<String> alerts = new ArrayList<>();
    Home home = Home.resolve(Optional.of(member.directory()), Map.of());
    try (OpenedHome stopped = OpenedHome.open(home)) {
      stopped
          .commands()
          .run("status", JsonNodeFactory.instance.objectNode(), Progress.SILENT)
          .json()
          .path("communities")
          .path(0)
          .path("alerts")
          .forEach(alert -> alerts.add(alert.asText()));
    }
    member = simulation.node("member");
    simulation.pass(A_WHILE);
    return alerts;
  }

  private static long sequence(SimulatedNode node) throws Exception {
    return node.community().head().view().accepted().orElseThrow().sequence();
  }

  @Test
  void secondHome_standsByWhileTheFirstIsActive_andTakesOverAfterItsSilence() throws Exception {
    Path backup = root.resolve("key");
    owner.ask("key.backup", "file", backup);
    SimulatedNode second = simulation.node("second");
    second.ask("community.restore", "keyFile", backup);
    simulation.pass(Duration.ofMinutes(2));
    assertThat(second.messages()).as("it is a member meanwhile").isEqualTo(3);
    long before = sequence(owner);
    second.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 5));
    for (String command : new String[] {"pack", "announce"}) {
      assertThatThrownBy(() -> second.ask(command))
          .isInstanceOfSatisfying(
              CommandFailure.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
                assertThat(e).hasMessageContaining("stands by");
              });
    }
    simulation.leap(Duration.ofHours(17));
    assertThat(sequence(second)).isEqualTo(before);
    simulation.stop(owner);
    simulation.leap(Duration.ofHours(31));
    simulation.pass(A_WHILE);
    assertThat(sequence(member)).isGreaterThan(before);
    assertThat(member.messages()).isEqualTo(5);
    assertThat(alerts()).isEmpty();
  }

  @Test
  void secondHome_thatImportedWhatTheArchiveHas_countsEachMessageOnce() throws Exception {
    Path backup = root.resolve("key");
    owner.ask("key.backup", "file", backup);
    SimulatedNode second = simulation.node("second");
    second.ask("community.restore", "keyFile", backup);
    second.ask("import.discord", "path", root.resolve("export.json"));
    simulation.pass(Duration.ofMinutes(2));
    assertThat(second.ask("db.digest").path("messages").asInt()).as("archived").isEqualTo(3);
    assertThat(second.messages()).isEqualTo(3);
  }

  /** A catalogue of this moment, beside whatever else was signed for it. */
  private byte[] catalogue(CatalogueChanges changes) throws Exception {
    Community community = owner.community();
    Catalogue next =
        NextCatalogue.of(
            member.community().head().view(),
            changes,
            new NextCatalogue.Ground(
                community.id(),
                InstanceId.of(community.row().instanceId()),
                false,
                simulation.clock().instant()));
    return CatalogueFile.write(
        CatalogueFile.sign(next, community.key().orElseThrow(), owner.home().parts().signatures()));
  }

  @Test
  void twoCataloguesOfOneSequence_statusSaysSo_chunksOfBothAreKept() throws Exception {
    LedgerEntry oldest = member.community().chunks().all().get(0);
    CatalogueEntry listed =
        Objects.requireNonNull(member.community().head().view().listed().get(oldest.chunk()));
    CatalogueEntry replacement =
        new CatalogueEntry(
            new ChunkPosition(oldest.position().window(), oldest.position().group(), 1, 0),
            listed.infoHash(),
            new ChunkId(Digest.sha256(new byte[] {1})),
            listed.size(),
            new ChunkCounts(1, 0),
            List.of());
    byte[] one = catalogue(CatalogueChanges.NONE);
    byte[] other = catalogue(CatalogueChanges.NONE.adding(List.of(replacement)));
    assertThat(member.community().head().offer(one)).isInstanceOf(HeadOutcome.Applied.class);
    assertThat(member.community().head().offer(other)).isInstanceOf(HeadOutcome.Applied.class);

    assertThat(alerts()).singleElement().asString().contains("signed two different catalogues");
    assertThat(member.community().head().view().listed()).hasSize(4);
    assertThat(alerts()).as("after a restart too").hasSize(1);
    assertThat(member.community().chunks().all())
        .filteredOn(entry -> entry.state() == ChunkState.VERIFIED)
        .hasSize(3);
  }

  @Test
  void catalogueThatTakesTooMuch_statusAsksForTheWord() throws Exception {
    LedgerEntry oldest = member.community().chunks().all().get(0);
    byte[] file =
        catalogue(CatalogueChanges.NONE.removing(Map.of(oldest.chunk(), RemovalReason.EXPIRY)));
    assertThat(member.community().head().offer(file)).isInstanceOf(HeadOutcome.Waiting.class);
    assertThat(alerts()).singleElement().asString().contains("1 of 3 chunks", "accept-removals");
    JsonNode shown = member.ask("community.accept-removals", "dryRun", true);
    assertThat(shown.path("removals").path(0).path("reason").asText()).isEqualTo("expiry");
  }
}
