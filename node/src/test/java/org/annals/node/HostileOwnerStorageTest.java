package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.ChunkCounts;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Community;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageKind;
import org.annals.quota.storage.CappedStorage;
import org.annals.seeder.ArchiveTransport;
import org.annals.testkit.DirectoryWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners who announce what they like: the member's home stays within its cap and answers. */
final class HostileOwnerStorageTest {
  private static final long MIB = 1L << 20;
  private static final long CAP = 24 * MIB;
  private static final long NEWEST_WEEK = 2_900;

  @TempDir private Path root;
  private final Random random = new Random(5);
  private Simulation simulation;
  private SimulatedNode owner;
  private SimulatedNode member;
  private DirectoryWatch watch;
  private String invite;

  @BeforeEach
  void ownerHasFourWeeks() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    owner.ask("import.discord", "path", Exports.albums(root.resolve("export"), 1, 4, 300_000));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(Duration.ofMinutes(1));
    invite = owner.ask("invite").path("invite").asText();
    member = simulation.node("member");
    watch = new DirectoryWatch(member.directory());
    watch.allow(CAP);
    storage().caps(StorageCap.bytes(CAP), Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    simulation.stopAll();
  }

  private CatalogueEntry entry(long week, int part, InfoHash infoHash, long size, long messages) {
    byte[] id = new byte[32];
    random.nextBytes(id);
    return new CatalogueEntry(
        new ChunkPosition(new TimeWindow(week), GroupId.PUBLIC, part, 0),
        infoHash,
        new ChunkId(Digest.of(id)),
        size,
        new ChunkCounts(messages, 0),
        List.of());
  }

  private InfoHash nobodyHas() {
    byte[] hash = new byte[InfoHash.LENGTH];
    random.nextBytes(hash);
    return InfoHash.of(hash);
  }

  private void announce(List<CatalogueEntry> entries) throws Exception {
    Community community = owner.community();
    community.publish(community.key().orElseThrow(), CatalogueChanges.NONE.adding(entries), false);
    simulation.stop(owner);
    owner = simulation.node("owner");
    simulation.pass(Duration.ofMinutes(2));
  }

  private void memberJoins() throws Exception {
    member.join(invite);
    simulation.pass(Duration.ofMinutes(2));
  }

  private CappedStorage storage() {
    return member.home().parts().storage();
  }

  private void assertWithinTheCap() throws Exception {
    assertThat(storage().occupancy().node().excess()).isZero();
    assertThat(watch.excess()).isNotPositive();
    assertThat(DirectoryWatch.sum(member.directory()))
        .isLessThanOrEqualTo(storage().occupancy().node().taken());
    assertThat(member.ask("archive.list").path("archives").size()).isPositive();
  }

  @Test
  void announcesAHundredTimesTheCap_realHistoryStillComes() throws Exception {
    List<CatalogueEntry> large = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      large.add(entry(NEWEST_WEEK - i, 0, nobodyHas(), CAP + i, 1_000));
    }
    announce(large);
    memberJoins();
    assertThat(member.messages()).isEqualTo(4);
    simulation.pass(Duration.ofSeconds(10));
    assertThat(member.community().chunks().find(large.get(0).chunk()).orElseThrow().note())
        .contains("could never fit");
    assertWithinTheCap();
  }

  @Test
  void claimsMoreMessagesThanThereAreAtoms_isRefused() throws Exception {
    announce(List.of(entry(NEWEST_WEEK, 0, nobodyHas(), 1_000, Long.MAX_VALUE)));
    memberJoins();
    assertThat(member.messages()).isEqualTo(4);
    assertWithinTheCap();
  }

  @Test
  void announcesThousandsOfTinyChunks_homeStaysWithinItsCap() throws Exception {
    List<CatalogueEntry> tiny = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      tiny.add(entry(NEWEST_WEEK - i / 200, i % 200, nobodyHas(), 200, 1));
    }
    announce(tiny);
    memberJoins();
    simulation.pass(Duration.ofMinutes(1));
    assertWithinTheCap();
  }

  @Test
  void fileIsNotTheChunkThatItsEntryNames_nothingOfItStays() throws Exception {
    byte[] noise = new byte[700_000];
    random.nextBytes(noise);
    Path written = Files.write(root.resolve("noise"), noise);
    CatalogueEntry probe = entry(NEWEST_WEEK, 0, nobodyHas(), noise.length, 1);
    TorrentInfo info = TorrentInfo.ofFile(probe.chunk() + ".annals", written);
    CatalogueEntry lie =
        new CatalogueEntry(
            probe.position(),
            info.infoHash(),
            probe.chunk(),
            probe.size(),
            probe.counts(),
            List.of());
    announce(List.of(lie));
    owner
        .network()
        .transport()
        .seed(new ArchiveTransport.Seed(info, written, owner.community().id().account()));
    memberJoins();
    assertThat(member.community().chunks().find(lie.chunk()).orElseThrow().state())
        .isEqualTo(ChunkState.FAILED);
    assertThat(member.messages()).isEqualTo(4);
    assertThat(storage().usage().used().getOrDefault(StorageKind.PARTIAL, 0L)).isZero();
    assertWithinTheCap();
  }
}
