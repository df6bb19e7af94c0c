package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.annals.seeder.bittorrent.RateScene.MIB;
import static org.annals.seeder.bittorrent.RateScene.account;
import static org.annals.seeder.bittorrent.RateScene.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.annals.quota.TransferTotals;
import org.annals.quota.rate.FairTransferGate;
import org.annals.seeder.FetchRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted for each community is what libtorrent says it got and gave (Q14). */
@Tag("peers")
final class AccountingTest {
  private static final double PERCENT = 0.5;

  @TempDir @Nullable Path temp;
  private @Nullable RateScene scene;

  @BeforeEach
  void open() throws IOException {
    Peers.needLibtorrent();
    scene = new RateScene(requireNonNull(temp));
  }

  @AfterEach
  void close() throws Exception {
    if (scene != null) {
      scene.close();
    }
  }

  private RateScene scene() {
    return requireNonNull(scene);
  }

  /** Peers of one community: who got from us and who gave to us. */
  private record Community(int number, int[] got, int[] gave) {}

  /** One run: each community's files go to some leechers, another file comes from a seeder. */
  private Community moved(BitTorrentTransport us, int community, int leechers, long seed)
      throws IOException {
    LargeFile given = scene().file(12 * MIB, seed);
    RateScene.seed(us, given, community);
    int[] got = new int[leechers];
    for (int i = 0; i < leechers; i++) {
      got[i] = scene().leecher(given, address(1, us));
    }
    LargeFile wanted = scene().file(9 * MIB, seed + 1);
    FetchRecord fetched = scene().fetch(us, wanted, community, scene().seeder(wanted));
    int[] gave = {scene().meter().last()};
    scene().meter().await(given.info().length(), got);
    fetched.awaitCompleted();
    // Its own counter of what it gave follows a little later.
    scene().meter().await(wanted.info().length(), gave);
    return new Community(community, got, gave);
  }

  private long sum(int[] peers) {
    return Arrays.stream(peers).mapToLong(scene().meter()::moved).sum();
  }

  private void assertAgrees(TransferTotals counted, Community... runs) {
    long got = Arrays.stream(runs).mapToLong(run -> sum(run.got())).sum();
    long gave = Arrays.stream(runs).mapToLong(run -> sum(run.gave())).sum();
    System.out.printf(
        "community %d: sent %d, they got %d; received %d, they gave %d%n",
        runs[0].number(), counted.upPayload(), got, counted.downPayload(), gave);
    assertThat(counted.upPayload()).isCloseTo(got, withinPercentage(PERCENT));
    assertThat(counted.downPayload()).isCloseTo(gave, withinPercentage(PERCENT));
    assertThat(counted.upWire()).isGreaterThan(counted.upPayload());
    assertThat(counted.downWire()).isGreaterThan(counted.downPayload());
  }

  @Test
  void q14_eachCommunitysCounters_agreeWithWhatItsPeersMeasured_alsoOverARestart()
      throws IOException {
    FairTransferGate before = scene().gate();
    BitTorrentTransport first = scene().transport(1, before);
    Community one = moved(first, 1, 2, 10);
    Community two = moved(first, 2, 1, 20);
    assertAgrees(before.totals(account(1)), one);
    assertAgrees(before.totals(account(2)), two);
    first.close();

    // Counters begin at nothing after a restart; who keeps totals adds them up.
    FairTransferGate after = scene().gate();
    assertThat(after.totals(account(1))).isEqualTo(TransferTotals.NONE);
    BitTorrentTransport second = scene().transport(1, after);
    Community again = moved(second, 1, 1, 30);

    assertAgrees(before.totals(account(1)).plus(after.totals(account(1))), one, again);
    assertThat(before.totals().plus(after.totals()))
        .isEqualTo(
            before
                .totals(account(1))
                .plus(before.totals(account(2)))
                .plus(after.totals(account(1))));
  }
}
