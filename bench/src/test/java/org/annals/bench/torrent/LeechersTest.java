package org.annals.bench.torrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.annals.quota.Account;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.bittorrent.BitTorrentSettings;
import org.annals.seeder.bittorrent.BitTorrentTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeechersTest {
  @TempDir @Nullable Path temp;

  @Test
  void runUntilAllServed_ofARealSeeder_countsWhatItSent() throws IOException {
    BenchFile file = BenchFile.random(requireNonNull(temp), 1 << 20, 1);
    UnlimitedTransferGate gate = new UnlimitedTransferGate();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (BitTorrentTransport seeder =
        BitTorrentTransport.open(
            BitTorrentSettings.quiet(loopback, 0),
            new BitTorrentTransport.Surroundings(
                gate, new UnlimitedStorage(), System::nanoTime, new SplittableRandom(1)))) {
      seeder.seed(new ArchiveTransport.Seed(file.info(), file.file(), new Account("test")));
      InetSocketAddress address = new InetSocketAddress(loopback, seeder.port());
      try (Leechers leechers = new Leechers(file.info(), address, 5, 8)) {
        leechers.runUntilAllServed(30);
        assertThat(leechers.served()).isEqualTo(5);
        assertThat(leechers.cutOff()).isEmpty();
        assertThat(leechers.run(0.05)).isGreaterThan(0);
      }
      assertThat(gate.totals().upPayload()).isGreaterThan(5L << 14);
    }
  }
}
