package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.quota.StorageCap;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Occupancy;
import org.annals.testkit.DirectoryWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member without room for more follows an owner who replaces a chunk in the middle. */
final class ReplacementAtCapTest {
  private static final int IMAGE = 700_000;
  private static final int WEEKS = 12;
  private static final int REPLACED = 6;
  private static final Instant REPLACED_AT =
      Instant.parse("2024-01-04T10:00:00Z").plus(Duration.ofDays(7L * REPLACED));
  private static final long PLENTY = 200L << 20;

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private SimulatedNode member;

  @BeforeEach
  void memberHoldsTwelveWeeksOfTwoMessages() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    Path folder = Exports.albums(root.resolve("export"), 1, WEEKS, IMAGE, 2);
    owner.ask("import.discord", "path", folder);
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(Duration.ofMinutes(1));
    member = simulation.node("member");
    member.join(owner.ask("invite").path("invite").asText());
    simulation.pass(Duration.ofMinutes(3));
    assertThat(newestFirst()).hasSize(WEEKS).allMatch(each -> each.file().isPresent());
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private CappedStorage storage() {
    return member.home().parts().storage();
  }

  /** So much more than what is taken now. */
  private void capWithRoomFor(long bytes) throws Exception {
    long taken = storage().occupancy().of(member.community().id().account()).taken();
    storage()
        .caps(
            StorageCap.bytes(PLENTY),
            Map.of(member.community().id().account(), StorageCap.bytes(taken + bytes)));
    simulation.pass(Duration.ofSeconds(1));
  }

  /** What is listed or here, without what was replaced. */
  private List<LedgerEntry> newestFirst() throws Exception {
    return member.community().chunks().all().stream()
        .filter(each -> each.state() != ChunkState.REMOVED)
        .sorted(Comparator.comparing(LedgerEntry::position).reversed())
        .toList();
  }

  private String messageOfReplacedWeek() throws Exception {
    for (JsonNode each : owner.ask("message.list").path("messages")) {
      if (each.path("text").asText().equals("week " + REPLACED)) {
        return each.path("id").asText();
      }
    }
    throw new AssertionError("no message of week " + REPLACED);
  }

  private void removeAndFollow() throws Exception {
    JsonNode reply = owner.ask("message.remove", "messages", messageOfReplacedWeek());
    assertThat(reply.path("chunksReplaced").asInt()).isEqualTo(1);
    for (int second = 0; second < 300; second++) {
      simulation.pass(Duration.ofSeconds(1));
      Occupancy now = storage().occupancy();
      assertThat(now.excess()).isZero();
      assertThat(DirectoryWatch.sum(member.directory())).isLessThanOrEqualTo(now.node().taken());
    }
  }

  private LedgerEntry replaced() throws Exception {
    return one(each -> each.position().revision() == 0 && isReplacedWeek(each));
  }

  private static boolean isReplacedWeek(LedgerEntry entry) {
    return entry.position().window().contains(REPLACED_AT.toEpochMilli());
  }

  private LedgerEntry one(Predicate<LedgerEntry> wanted) throws Exception {
    List<LedgerEntry> found = member.community().chunks().all().stream().filter(wanted).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** The replacement is here and readable, and so many of the newest weeks without a gap. */
  private void assertFollowed(int weeks) throws Exception {
    LedgerEntry replacement = one(each -> each.position().revision() == 1);
    assertThat(replacement.state()).isEqualTo(ChunkState.VERIFIED);
    assertThat(replacement.imported().complete()).isTrue();
    List<LedgerEntry> all = newestFirst();
    assertThat(all).hasSize(WEEKS);
    assertThat(all.subList(0, weeks))
        .allMatch(each -> each.state() == ChunkState.VERIFIED && each.file().isPresent());
    assertThat(all.subList(weeks, WEEKS)).allMatch(each -> each.state() == ChunkState.EVICTED);
    // The text of what was evicted stays, so that all of it can be compared.
    assertThat(member.messages()).isEqualTo(2 * WEEKS - 1);
    assertThat(member.ask("db.digest")).isEqualTo(owner.ask("db.digest"));
    assertThat(replaced().state()).isEqualTo(ChunkState.REMOVED);
  }

  @Test
  void bothFit_oldBytesStayForTheirTime_nothingElseGoes() throws Exception {
    capWithRoomFor(4 << 20);
    removeAndFollow();
    assertFollowed(WEEKS);
    assertThat(replaced().file()).isPresent();
  }

  @Test
  void capIsReached_theOldestWeeksGo_notThoseInBetween() throws Exception {
    capWithRoomFor(100 << 10);
    removeAndFollow();
    assertFollowed(WEEKS - 2);
  }

  @Test
  void capForbidsBoth_nothingIsOlder_oldBytesGoFirst() throws Exception {
    // What is replaced becomes the oldest that is here.
    capWithRoomFor(-(4L * 2 * IMAGE + IMAGE / 2));
    assertThat(newestFirst()).filteredOn(each -> each.file().isPresent()).hasSize(WEEKS - 5);
    capWithRoomFor(IMAGE + (900 << 10));
    removeAndFollow();
    assertFollowed(WEEKS - 5);
    assertThat(replaced().file()).isEmpty();
    assertThat(member.community().chunks().file(replaced().chunk())).doesNotExist();
  }

  @Test
  void weekWasEvicted_itsTextGoesWithTheRemovedMessage_andComesBackWithTheReplacement()
      throws Exception {
    capWithRoomFor(-(6L * 2 * IMAGE + IMAGE / 2));
    assertThat(newestFirst()).filteredOn(each -> each.file().isPresent()).hasSize(WEEKS - 7);
    assertThat(member.messages()).as("evicted text stays").isEqualTo(2 * WEEKS);
    assertThat(storage().occupancy().room(member.community().id().account()))
        .as("too little to change the database")
        .isLessThan(2 << 20);
    removeAndFollow();
    assertThat(replaced().state()).isEqualTo(ChunkState.REMOVED);
    assertThat(member.messages()).isEqualTo(2 * WEEKS - 2);

    capWithRoomFor(PLENTY / 2);
    simulation.pass(Duration.ofMinutes(3));
    assertFollowed(WEEKS);
  }
}
