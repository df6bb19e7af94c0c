package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferGate;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.ArchiveTransportContract;

final class BitTorrentTransportTest extends ArchiveTransportContract {
  @Override
  protected ArchiveTransport newTransport(
      Path root, String name, TransferGate gate, StorageReservations storage) throws IOException {
    return BitTorrentTransport.open(
        BitTorrentSettings.quiet(InetAddress.getLoopbackAddress(), 0),
        new BitTorrentTransport.Surroundings(
            gate, storage, System::nanoTime, new SplittableRandom(name.hashCode())));
  }
}
