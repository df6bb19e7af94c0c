package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.annals.archiver.PeerAddress;
import org.annals.quota.UnlimitedStorage;
import org.annals.seeder.FetchRecord;
import org.annals.seeder.HoldingGate;
import org.annals.seeder.SharedFile;

/** A process that fetches a part of a file and then waits to be killed. */
public final class KilledFetch {
  static final int SIZE = 6 * 1024 * 1024 + 5;
  static final long SEED = 77;

  private KilledFetch() {}

  /** Arguments: port of the owner, directory, bytes it may fetch. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    SharedFile file = SharedFile.ofSize(SIZE, SEED);
    PeerAddress owner = TransportLab.address("127.0.0.1", Integer.parseInt(arguments[0]));
    BitTorrentTransport transport =
        BitTorrentTransport.open(
            BitTorrentSettings.quiet(TransportLab.address("127.0.0.2", 1).address(), 0),
            new BitTorrentTransport.Surroundings(
                new HoldingGate(Long.parseLong(arguments[2])),
                new UnlimitedStorage(),
                System::nanoTime,
                new SplittableRandom(1)));
    transport.fetch(file.order(Path.of(arguments[1]), List.of(owner)), new FetchRecord());
    new CountDownLatch(1).await();
  }
}
