package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Community;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageKind;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Occupancy;
import org.annals.testkit.DirectoryWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What members with little room keep, on virtual time. */
final class StorageSimulationTest {
  private static final int IMAGE = 1_500_000;
  private static final int WEEKS = 12;
  private static final long MIB = 1L << 20;

  /** Holds all of the history. */
  private static final long PLENTY = 200 * MIB;

  /** Holds about half of it, beside databases. */
  private static final long SCARCE = 12 * MIB;

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private String invite;

  @BeforeEach
  void ownerHasPackedTwelveWeeks() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    publishWeeks(1, WEEKS, IMAGE);
    invite = owner.ask("invite").path("invite").asText();
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private void publishWeeks(int first, int last, int imageBytes) throws Exception {
    Path folder = root.resolve("export-" + first + "-" + imageBytes);
    owner.ask("import.discord", "path", Exports.albums(folder, first, last, imageBytes));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(Duration.ofMinutes(1));
  }

  private static CappedStorage storage(SimulatedNode node) {
    return node.home().parts().storage();
  }

  private void cap(SimulatedNode node, long community) throws Exception {
    storage(node)
        .caps(
            StorageCap.bytes(PLENTY),
            Map.of(node.community().id().account(), StorageCap.bytes(community)));
    simulation.pass(Duration.ofSeconds(1));
  }

  private SimulatedNode member(long cap) throws Exception {
    SimulatedNode member = simulation.node("member");
    member.ask("community.add", "invite", invite);
    cap(member, cap);
    member.ask("community.enable");
    simulation.pass(Duration.ofMinutes(3));
    return member;
  }

  private static List<LedgerEntry> newestFirst(SimulatedNode node) throws Exception {
    return node.community().chunks().all().stream()
        .sorted(Comparator.comparing(LedgerEntry::position).reversed())
        .toList();
  }

  private static long count(SimulatedNode node, ChunkState state) throws Exception {
    return node.community().chunks().all().stream().filter(each -> each.state() == state).count();
  }

  /** Chunks that are here are the newest ones, without a gap; answers how many. */
  private static int assertNewestAreHere(SimulatedNode node) throws Exception {
    List<LedgerEntry> all = newestFirst(node);
    int here = (int) count(node, ChunkState.VERIFIED);
    assertThat(all.subList(0, here)).allMatch(each -> each.state() == ChunkState.VERIFIED);
    assertThat(all.subList(here, all.size())).noneMatch(each -> each.file().isPresent());
    assertWithin(node);
    return here;
  }

  private static void assertWithin(SimulatedNode node) {
    Occupancy now = storage(node).occupancy();
    assertThat(now.node().excess()).isZero();
    now.accounts().forEach((account, level) -> assertThat(level.excess()).isZero());
    assertThat(DirectoryWatch.sum(node.directory())).isLessThanOrEqualTo(now.node().taken());
  }

  @Test
  void scarceRoom_fetchesTheNewestUntilOneDoesNotFit_andSaysSo() throws Exception {
    SimulatedNode member = member(SCARCE);
    int here = assertNewestAreHere(member);
    assertThat(here).isBetween(3, WEEKS - 3);
    assertThat(member.messages()).isEqualTo(here);
    simulation.pass(Duration.ofSeconds(10));
    assertThat(newestFirst(member).get(here).note()).contains("no room for older history");
    assertThat(member.ask("check").path("ok").asBoolean()).as("waiting is no damage").isTrue();
  }

  @Test
  void quotaSet_lowered_isKeptWhenTheCommandReturns_belowTheLeastItNamesTheLeast()
      throws Exception {
    SimulatedNode member = simulation.node("member");
    member.join(invite);
    simulation.pass(Duration.ofMinutes(3));
    member.ask("quota.set", "disk", SCARCE + "B");
    assertThat(assertNewestAreHere(member)).isLessThan(WEEKS);
    CommandFailure refused =
        catchThrowableOfType(
            CommandFailure.class, () -> member.ask("quota.set", "disk", "1MiB", "dryRun", true));
    assertThat(refused.code()).isEqualTo(ErrorCode.NO_ROOM);
    long least = Long.parseLong(refused.remedy().replaceAll("[^0-9]", ""));
    assertThat(refused.remedy()).contains("MiB'");
    member.ask("quota.set", "disk", least + "MiB");
    assertThat(storage(member).caps().node()).isEqualTo(StorageCap.bytes(least * MIB));
    assertWithin(member);
    member.ask("quota.set", "disk", PLENTY + "B");
    simulation.pass(Duration.ofMinutes(5));
    assertThat(assertNewestAreHere(member)).isEqualTo(WEEKS);
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
  }

  @Test
  void quotaSet_ownersOwnChunks_areMoreThanTheCap_isRefusedAndNothingGoes() throws Exception {
    assertThatThrownBy(() -> owner.ask("quota.set", "disk", SCARCE + "B"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("too few");
    assertThat(storage(owner).occupancy().node().excess()).isZero();
    assertThat(count(owner, ChunkState.VERIFIED)).isEqualTo(WEEKS);
  }

  @Test
  void textShare_none_textGoesWithItsChunk_half_itStays() throws Exception {
    SimulatedNode member = member(PLENTY);
    cap(member, SCARCE);
    assertThat(assertNewestAreHere(member)).isLessThan(WEEKS);
    assertThat(member.messages()).isEqualTo(WEEKS);
    member.ask("quota.set", "textShare", "0%");
    assertThat(member.messages()).isEqualTo(assertNewestAreHere(member));
    assertThat(member.ask("quota.show").path("quotas").path(0).path("textShare").asInt()).isZero();
    assertThat(member.ask("check").path("ok").asBoolean()).isTrue();
    member.ask("quota.set", "textShare", "50%");
    cap(member, PLENTY);
    simulation.pass(Duration.ofMinutes(1));
    assertThat(member.messages()).isEqualTo(WEEKS);
  }

  @Test
  void removedWhileHalfFetched_itsBytesAreFreeAtOnce() throws Exception {
    SimulatedNode member = simulation.node("member");
    member.ask("community.add", "invite", invite);
    cap(member, PLENTY);
    // Slow enough to be in the middle of the newest chunk when it is taken back.
    member.ask("quota.set", "down", "16KiB/s");
    member.ask("community.enable");
    simulation.pass(Duration.ofSeconds(20));
    LedgerEntry newest = newestFirst(member).get(0);
    assertThat(partialBytes(member)).isPositive();
    Community community = owner.community();
    community.publish(
        community.key().orElseThrow(),
        CatalogueChanges.NONE.removing(Map.of(newest.chunk(), RemovalReason.OWNER)),
        false);
    simulation.stop(owner);
    owner = simulation.node("owner");
    simulation.pass(Duration.ofMinutes(3));
    assertThat(member.community().chunks().find(newest.chunk()).orElseThrow().state())
        .isEqualTo(ChunkState.REMOVED);
    assertThat(member.directory().resolve("incoming").resolve(newest.chunk() + ".annals"))
        .doesNotExist();
    assertThat(partialBytes(member))
        .isEqualTo(DirectoryWatch.sum(member.directory().resolve("incoming")));
  }

  private static long partialBytes(SimulatedNode node) {
    return storage(node).usage().used().getOrDefault(StorageKind.PARTIAL, 0L);
  }

  @Test
  void capRaised_reachesFurtherBack_lowered_evictsTheOldestAtOnce() throws Exception {
    SimulatedNode member = member(SCARCE);
    int before = assertNewestAreHere(member);
    cap(member, PLENTY);
    simulation.pass(Duration.ofMinutes(1));
    assertThat(assertNewestAreHere(member)).isEqualTo(WEEKS).isGreaterThan(before);
    cap(member, SCARCE);
    int after = assertNewestAreHere(member);
    assertThat(after).isLessThan(WEEKS);
    assertThat(count(member, ChunkState.EVICTED)).isEqualTo(WEEKS - after);
    assertThat(member.messages()).as("evicted text stays readable").isEqualTo(WEEKS);
    assertThat(member.ask("check").path("ok").asBoolean()).isTrue();
  }

  @Test
  void evicted_isNotFetchedAgain_untilTheCapChanges_alsoAfterARestart() throws Exception {
    SimulatedNode member = member(PLENTY);
    cap(member, SCARCE);
    long down = storage(member).usage().usedTotal();
    int here = assertNewestAreHere(member);
    simulation.leap(Duration.ofHours(5));
    assertThat(assertNewestAreHere(member)).isEqualTo(here);
    assertThat(storage(member).usage().usedTotal()).isLessThanOrEqualTo(down + MIB);
    simulation.stop(member);
    SimulatedNode again = simulation.node("member");
    cap(again, SCARCE);
    simulation.leap(Duration.ofHours(1));
    assertThat(count(again, ChunkState.VERIFIED)).isEqualTo(here);
    assertThat(again.messages()).isEqualTo(WEEKS);
    cap(again, PLENTY);
    simulation.pass(Duration.ofMinutes(1));
    assertThat(assertNewestAreHere(again)).isEqualTo(WEEKS);
  }

  @Test
  void capLoweredAndRaisedToWhatItWas_whatWentComesBackFromWhoeverHasIt() throws Exception {
    SimulatedNode member = simulation.node("member");
    member.join(invite);
    simulation.pass(Duration.ofMinutes(3));
    member.ask("quota.set", "community", "Pines", "disk", SCARCE + "B");
    simulation.pass(Duration.ofMinutes(1));
    int here = assertNewestAreHere(member);
    assertThat(here).isLessThan(WEEKS);
    simulation.stop(owner);
    member.ask("quota.set", "community", "Pines", "disk", "unlimited");
    simulation.pass(Duration.ofMinutes(1));
    assertThat(assertNewestAreHere(member)).isEqualTo(here);
    owner = simulation.node("owner");
    simulation.pass(Duration.ofMinutes(3));
    assertThat(assertNewestAreHere(member)).isEqualTo(WEEKS);
  }

  @Test
  void rebuild_whileTextOfEvictedChunksIsHere_isRefused() throws Exception {
    SimulatedNode member = member(PLENTY);
    cap(member, SCARCE);
    assertThat(assertNewestAreHere(member)).isLessThan(WEEKS);
    assertThatThrownBy(() -> member.ask("db.rebuild"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("left as it is");
    assertThat(member.messages()).isEqualTo(WEEKS);
    cap(member, PLENTY);
    simulation.pass(Duration.ofMinutes(1));
    member.ask("db.rebuild");
    assertThat(member.messages()).isEqualTo(WEEKS);
  }

  @Test
  void newerArrives_evictsTheOldest() throws Exception {
    SimulatedNode member = member(SCARCE);
    int here = assertNewestAreHere(member);
    publishWeeks(WEEKS + 1, WEEKS + 4, IMAGE);
    simulation.pass(Duration.ofMinutes(3));
    assertThat(assertNewestAreHere(member)).isBetween(here - 1, here + 1);
    assertThat(newestFirst(member).get(0).state()).isEqualTo(ChunkState.VERIFIED);
    assertThat(count(member, ChunkState.EVICTED)).isBetween(2L, 6L);
    assertThat(member.messages()).isEqualTo(here + 4);
  }

  @Test
  void chunkLargerThanTheCap_isRefusedWithItsReason_olderOnesCome() throws Exception {
    publishWeeks(WEEKS + 1, WEEKS + 1, (int) (14 * MIB));
    SimulatedNode member = member(SCARCE);
    simulation.pass(Duration.ofSeconds(10));
    LedgerEntry large = newestFirst(member).get(0);
    assertThat(large.state()).isEqualTo(ChunkState.ANNOUNCED);
    assertThat(large.note()).contains("could never fit");
    assertThat(newestFirst(member).get(1).state()).isEqualTo(ChunkState.VERIFIED);
    assertWithin(member);
    cap(member, PLENTY);
    simulation.pass(Duration.ofMinutes(1));
    assertThat(assertNewestAreHere(member)).isEqualTo(WEEKS + 1);
  }

  @Test
  void removedButKept_goesBeforeOlderHistory() throws Exception {
    SimulatedNode member = member(PLENTY);
    LedgerEntry newest = newestFirst(member).get(0);
    Community community = owner.community();
    community.publish(
        community.key().orElseThrow(),
        CatalogueChanges.NONE.removing(Map.of(newest.chunk(), RemovalReason.OWNER)),
        false);
    simulation.stop(owner);
    owner = simulation.node("owner");
    simulation.pass(Duration.ofMinutes(3));
    assertThat(member.community().chunks().file(newest.chunk())).exists();
    Occupancy now = storage(member).occupancy();
    cap(member, now.of(member.community().id().account()).taken() - IMAGE / 2);
    assertThat(member.community().chunks().file(newest.chunk())).doesNotExist();
    assertThat(newestFirst(member).get(0).state()).isEqualTo(ChunkState.REMOVED);
    assertThat(count(member, ChunkState.VERIFIED)).isEqualTo(WEEKS - 1);
  }

  @Test
  void ownersOwnChunks_neverGo() throws Exception {
    cap(owner, MIB);
    simulation.pass(Duration.ofMinutes(1));
    assertThat(count(owner, ChunkState.VERIFIED)).isEqualTo(WEEKS);
    assertThat(owner.ask("check").path("ok").asBoolean()).isTrue();
  }

  @Test
  void capTooSmallForTheDatabase_importsNothingAndSaysSo_thenGoesOn() throws Exception {
    SimulatedNode member = member(64 << 10);
    assertThat(member.messages()).isZero();
    assertThat(count(member, ChunkState.VERIFIED)).isZero();
    assertWithin(member);
    cap(member, PLENTY);
    simulation.pass(Duration.ofMinutes(2));
    assertThat(member.messages()).isEqualTo(WEEKS);
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
  }

  @Test
  void importRefused_isSaid_andGoesOnWhenThereIsRoom() throws Exception {
    SimulatedNode member = simulation.node("member");
    member.ask("community.add", "invite", invite);
    CappedStorage storage = storage(member);
    Account account = member.community().id().account();
    // Room for one chunk, and none for what an import writes before it is compacted.
    storage.caps(StorageCap.unlimited(), Map.of(account, StorageCap.bytes(2L * IMAGE)));
    member.ask("community.enable");
    simulation.pass(Duration.ofSeconds(5));
    assertThat(member.messages()).isZero();
    assertThat(member.alerts()).anyMatch(each -> each.contains("not readable yet"));
    storage.caps(StorageCap.bytes(PLENTY), Map.of(account, StorageCap.bytes(PLENTY)));
    simulation.pass(Duration.ofMinutes(2));
    assertThat(member.messages()).isEqualTo(WEEKS);
    assertThat(member.alerts()).isEmpty();
  }

  @Test
  void twoCommunities_nodeCap_theOldestOfBothGoes_ownCapOnlyItsOwn() throws Exception {
    SimulatedNode second = simulation.node("second-owner");
    second.ask("community.create", "name", "Oaks");
    Path folder = root.resolve("oaks");
    second.ask("import.discord", "path", Exports.albums(folder, 7, 10, IMAGE));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(Duration.ofMinutes(1));
    String oaksInvite = second.ask("invite").path("invite").asText();
    SimulatedNode member = member(PLENTY);
    Community pines = member.community();
    member.ask("community.add", "invite", oaksInvite);
    member.ask("community.enable", "community", second.community().id());
    simulation.pass(Duration.ofMinutes(3));
    Community oaks = member.home().communities().get(second.community().id()).orElseThrow();
    assertThat(held(pines)).isEqualTo(WEEKS);
    assertThat(held(oaks)).isEqualTo(4);

    // The node is over its cap by three images and a bit: four chunks, the oldest of all, go.
    long taken = storage(member).occupancy().node().taken();
    storage(member).caps(StorageCap.bytes(taken - 3L * IMAGE - IMAGE / 2), Map.of());
    simulation.pass(Duration.ofSeconds(1));
    assertThat(held(pines)).isEqualTo(WEEKS - 4);
    assertThat(held(oaks)).isEqualTo(4);
    assertWithin(member);

    // A cap of its own takes from that community only, although others have older ones.
    long oaksTaken = storage(member).occupancy().of(oaks.id().account()).taken();
    storage(member)
        .caps(
            StorageCap.bytes(PLENTY),
            Map.of(
                oaks.id().account(), StorageCap.bytes(oaksTaken - IMAGE / 2),
                pines.id().account(), StorageCap.bytes(PLENTY)));
    simulation.pass(Duration.ofSeconds(1));
    assertThat(held(oaks)).isEqualTo(3);
    assertThat(held(pines)).isGreaterThanOrEqualTo(WEEKS - 4);
    assertWithin(member);
  }

  private static long held(Community community) throws Exception {
    return community.chunks().all().stream()
        .filter(each -> each.state() == ChunkState.VERIFIED)
        .count();
  }
}
