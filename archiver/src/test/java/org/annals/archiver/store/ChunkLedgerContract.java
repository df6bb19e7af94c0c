package org.annals.archiver.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.junit.jupiter.api.Test;

/** What every {@link ChunkLedger} does. */
public abstract class ChunkLedgerContract {
  private static final CommunityId ONE = community(1);
  private static final CommunityId TWO = community(2);

  /** A fresh, empty ledger. */
  protected abstract ChunkLedger newLedger() throws IOException;

  /** The same ledger, as the next start of the program sees it. */
  protected abstract ChunkLedger reopened(ChunkLedger ledger) throws IOException;

  @Test
  void find_nothingPut_empty() throws IOException {
    ChunkLedger ledger = newLedger();
    assertThat(ledger.find(ONE, chunk(1))).isEmpty();
    assertThat(ledger.list(ONE)).isEmpty();
    assertThat(ledger.communities()).isEmpty();
  }

  @Test
  void put_everyState_sameAfterReopening() throws IOException {
    ChunkLedger ledger = newLedger();
    List<LedgerEntry> entries = new ArrayList<>();
    for (ChunkState state : ChunkState.values()) {
      int n = entries.size();
      LedgerEntry entry =
          entry(ONE, n, n)
              .in(state, "reason “" + n + "”", Instant.ofEpochMilli(1_000_000_000_123L + n))
              .imported(new ImportState(n, n % 2 == 0));
      entries.add(n % 2 == 0 ? entry : entry.with(new FileMark(n, Long.MAX_VALUE - n, -n)));
    }
    for (LedgerEntry entry : entries) {
      ledger.put(entry);
    }
    assertThat(ledger.list(ONE)).isEqualTo(entries);
    ChunkLedger next = reopened(ledger);
    assertThat(next.list(ONE)).isEqualTo(entries);
    for (LedgerEntry entry : entries) {
      assertThat(next.find(ONE, entry.chunk())).contains(entry);
    }
  }

  @Test
  void put_again_replaces() throws IOException {
    ChunkLedger ledger = newLedger();
    ledger.put(entry(ONE, 1, 1));
    LedgerEntry other = entry(ONE, 1, 1).in(ChunkState.FAILED, "no peers", Instant.EPOCH);
    ledger.put(other);
    assertThat(ledger.list(ONE)).containsExactly(other);
  }

  @Test
  void put_revisionsOfOnePosition_bothKept() throws IOException {
    ChunkLedger ledger = newLedger();
    ledger.put(entry(ONE, 1, 4));
    ledger.put(entry(ONE, 2, 4));
    assertThat(ledger.list(ONE)).hasSize(2);
  }

  @Test
  void list_anyOrder_byPositionOfThatCommunity() throws IOException {
    ChunkLedger ledger = newLedger();
    ledger.put(entry(ONE, 1, 30));
    ledger.put(entry(TWO, 2, 20));
    ledger.put(entry(ONE, 3, 10));
    ledger.put(entry(ONE, 4, 2));
    assertThat(ledger.list(ONE))
        .extracting(entry -> entry.position().window().index())
        .containsExactly(2L, 10L, 30L);
    assertThat(ledger.communities()).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void change_present_replacedAndAnswered() throws IOException {
    ChunkLedger ledger = newLedger();
    ledger.put(entry(ONE, 1, 1));
    ledger.put(entry(TWO, 1, 1));
    Optional<LedgerEntry> changed =
        ledger.change(ONE, chunk(1), e -> e.in(ChunkState.FETCHING, "", Instant.EPOCH));
    assertThat(changed).map(LedgerEntry::state).contains(ChunkState.FETCHING);
    assertThat(reopened(ledger).find(ONE, chunk(1))).isEqualTo(changed);
    assertThat(ledger.find(TWO, chunk(1))).contains(entry(TWO, 1, 1));
  }

  @Test
  void change_absent_empty() throws IOException {
    ChunkLedger ledger = newLedger();
    assertThat(ledger.change(ONE, chunk(1), e -> e)).isEmpty();
    assertThat(ledger.list(ONE)).isEmpty();
  }

  @Test
  void changeAll_someAbsent_changesThosePresent() throws IOException {
    ChunkLedger ledger = newLedger();
    ledger.put(entry(ONE, 1, 1));
    ledger.put(entry(ONE, 2, 2));
    ledger.put(entry(ONE, 3, 3));
    List<LedgerEntry> changed =
        ledger.changeAll(
            ONE,
            List.of(chunk(1), chunk(2), chunk(9)),
            e -> e.in(ChunkState.EVICTED, "", Instant.EPOCH));
    assertThat(changed).extracting(LedgerEntry::chunk).containsExactly(chunk(1), chunk(2));
    assertThat(reopened(ledger).list(ONE))
        .extracting(LedgerEntry::state)
        .containsExactly(ChunkState.EVICTED, ChunkState.EVICTED, entry(ONE, 3, 3).state());
  }

  @Test
  void remove_presentOrNot_gone() throws IOException {
    ChunkLedger ledger = newLedger();
    ledger.put(entry(ONE, 1, 1));
    ledger.remove(ONE, chunk(1));
    ledger.remove(ONE, chunk(1));
    assertThat(ledger.find(ONE, chunk(1))).isEmpty();
    assertThat(reopened(ledger).communities()).isEmpty();
  }

  @Test
  void change_manyThreads_noneLost() throws Exception {
    ChunkLedger ledger = newLedger();
    ledger.put(entry(ONE, 1, 1));
    int threads = 4;
    int each = 25;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        tasks.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    ledger.change(ONE, chunk(1), ChunkLedgerContract::oneMoreSection);
                  }
                  return null;
                }));
      }
      for (Future<?> task : tasks) {
        task.get(30, TimeUnit.SECONDS);
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(ledger.find(ONE, chunk(1)).orElseThrow().imported().sections())
        .isEqualTo(threads * each);
  }

  private static LedgerEntry oneMoreSection(LedgerEntry entry) {
    return entry.imported(new ImportState(entry.imported().sections() + 1, false));
  }

  static LedgerEntry entry(CommunityId community, int chunk, int window) {
    LedgerEntry.Listed listed =
        new LedgerEntry.Listed(
            chunk(chunk),
            new ChunkPosition(new TimeWindow(window), GroupId.PUBLIC, 0, 0),
            InfoHash.of(Arrays.copyOf(chunk(chunk).toBytes(), InfoHash.LENGTH)),
            3_000_000_000L + chunk,
            chunk * 1000L,
            chunk);
    return LedgerEntry.announced(community, listed, Instant.ofEpochMilli(1_700_000_000_000L));
  }

  static ChunkId chunk(int n) {
    return new ChunkId(Digest.sha256(new byte[] {(byte) n}));
  }

  static CommunityId community(int n) {
    byte[] key = new byte[PublicKey.LENGTH];
    key[0] = 2;
    key[32] = (byte) n;
    return new CommunityId(PublicKey.of(key));
  }
}
