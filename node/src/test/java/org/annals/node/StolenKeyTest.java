package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.InfoHash;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Community;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody with the community's key can make members lose: not much without their word. */
final class StolenKeyTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T10:00:00Z");
  private static final Duration A_WHILE = Duration.ofMinutes(2);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode thief;
  private SimulatedNode member;

  @BeforeEach
  void memberHoldsFiveWeeks() throws Exception {
    simulation = new Simulation(root);
    thief = simulation.node("thief");
    thief.ask("community.create", "name", "Pines");
    DatedExport export = DatedExport.of(root, "general");
    for (int week = 0; week < 5; week++) {
      export.message(week, FIRST.plus(Duration.ofDays(7L * week)));
    }
    thief.ask("import.discord", "path", export.write());
    simulation.pass(Duration.ofSeconds(2));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    member = simulation.node("member");
    member.join(thief.ask("invite").path("invite").asText());
    simulation.pass(A_WHILE);
    assertThat(member.messages()).isEqualTo(5);
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private void publish(CatalogueChanges changes) throws Exception {
    Community community = thief.community();
    community.publish(community.key().orElseThrow(), changes, false);
    thief.ask("announce");
    simulation.pass(A_WHILE);
  }

  private List<CatalogueEntry> listed() throws Exception {
    return member.community().head().view().contents().entries().values().stream()
        .sorted()
        .toList();
  }

  private List<Path> filesOf(List<CatalogueEntry> entries) throws Exception {
    Community community = member.community();
    return entries.stream().map(entry -> community.chunks().file(entry.chunk())).toList();
  }

  private static Map<ChunkId, RemovalReason> expired(List<CatalogueEntry> entries) {
    Map<ChunkId, RemovalReason> all = new HashMap<>();
    entries.forEach(entry -> all.put(entry.chunk(), RemovalReason.EXPIRY));
    return all;
  }

  /** A next revision with as many messages, of which nobody has a byte. */
  private static CatalogueEntry unheardOf(CatalogueEntry old) {
    ChunkPosition place = old.position();
    byte[] id = Digest.sha256(old.chunk().toBytes()).toBytes();
    byte[] hash = java.util.Arrays.copyOf(id, InfoHash.LENGTH);
    return new CatalogueEntry(
        new ChunkPosition(place.window(), place.group(), place.part(), place.revision() + 1),
        InfoHash.of(hash),
        new ChunkId(Digest.of(id)),
        old.size(),
        old.counts(),
        List.of(old.chunk()));
  }

  @Test
  void expiryOfEverything_claimed_takesNothing() throws Exception {
    List<CatalogueEntry> all = listed();
    publish(CatalogueChanges.NONE.removing(expired(all)));
    simulation.leap(Duration.ofDays(8));

    assertThat(member.community().head().view().waiting()).hasSize(1);
    assertThat(filesOf(all)).allMatch(file -> file.toFile().exists());
    assertThat(member.messages()).isEqualTo(5);
  }

  @Test
  void ruleOfASecond_thenExpiry_leavesAllBytes() throws Exception {
    List<CatalogueEntry> all = listed();
    ChannelId channel = member.community().channels().get(0).id();
    Policy second =
        new Policy(true, new java.util.TreeMap<>(Map.of(channel, Duration.ofSeconds(1))));
    publish(CatalogueChanges.NONE.ruling(second));
    assertThat(member.messages()).isZero();
    publish(CatalogueChanges.NONE.removing(expired(all)));
    simulation.leap(Duration.ofDays(8));

    assertThat(filesOf(all)).allMatch(file -> file.toFile().exists());
    assertThat(member.community().head().view().waiting()).hasSize(1);
  }

  @Test
  void replacementsThatNobodyHas_takeNoBytes_evenAfterSevenDays() throws Exception {
    List<CatalogueEntry> all = listed();
    publish(CatalogueChanges.NONE.adding(all.stream().map(StolenKeyTest::unheardOf).toList()));
    assertThat(member.community().head().view().waiting()).isEmpty();
    simulation.leap(Duration.ofDays(8));
    simulation.pass(A_WHILE);

    assertThat(filesOf(all)).allMatch(file -> file.toFile().exists());
    assertThat(member.messages()).isEqualTo(5);
    for (CatalogueEntry each : all) {
      LedgerEntry entry = member.community().chunks().find(each.chunk()).orElseThrow();
      assertThat(entry.state()).isEqualTo(ChunkState.REMOVED);
      assertThat(member.network().transport().status(entry.infoHash())).isEmpty();
    }
  }

  @Test
  void replacementsThatNobodyHas_removedForExpiryToo_takeNeitherBytesNorText() throws Exception {
    List<CatalogueEntry> all = listed();
    publish(
        CatalogueChanges.NONE
            .adding(all.stream().map(StolenKeyTest::unheardOf).toList())
            .removing(expired(all)));
    assertThat(member.community().head().view().waiting()).isEmpty();
    simulation.leap(Duration.ofDays(8));
    simulation.pass(A_WHILE);

    assertThat(filesOf(all)).allMatch(file -> file.toFile().exists());
    assertThat(member.messages()).isEqualTo(5);
  }
}
