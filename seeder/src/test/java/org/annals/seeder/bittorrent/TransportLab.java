package org.annals.seeder.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.Magnet;
import org.annals.quota.TransferGate;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.FetchRecord;
import org.annals.seeder.SharedFile;

/** Transports on loopback for the tests of this package; closes them. */
final class TransportLab {
  static final BitTorrentSettings.Deadlines SHORT =
      new BitTorrentSettings.Deadlines(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMinutes(4),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2));

  private final Path root;
  private final List<AutoCloseable> opened = new ArrayList<>();

  TransportLab(Path root) {
    this.root = root;
  }

  BitTorrentTransport open(String address) throws IOException {
    return open(address, BitTorrentSettings.Deadlines.USUAL, new UnlimitedTransferGate());
  }

  BitTorrentTransport open(
      String address, BitTorrentSettings.Deadlines deadlines, TransferGate gate)
      throws IOException {
    BitTorrentTransport transport =
        BitTorrentTransport.open(
            BitTorrentSettings.quiet(InetAddress.getByName(address), 0).with(deadlines),
            new BitTorrentTransport.Surroundings(
                gate, new UnlimitedStorage(), System::nanoTime, new SplittableRandom(7)));
    opened.add(transport);
    return transport;
  }

  /** One that exchanges peers, and finds them on the local network when asked to. */
  BitTorrentTransport exchanging(String address, boolean local, TransferGate gate)
      throws IOException {
    return closing(
        BitTorrentTransport.open(
            BitTorrentSettings.quiet(InetAddress.getByName(address), 0).discovery(true, local),
            new BitTorrentTransport.Surroundings(
                gate, new UnlimitedStorage(), System::nanoTime, new SplittableRandom(8))));
  }

  <T extends AutoCloseable> T closing(T thing) {
    opened.add(thing);
    return thing;
  }

  Path directory(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  Path seed(ArchiveTransport transport, SharedFile file, String name) throws IOException {
    Path path = file.writeTo(directory(name));
    transport.seed(new ArchiveTransport.Seed(file.info(), path, SharedFile.ACCOUNT));
    return path;
  }

  FetchRecord fetch(
      ArchiveTransport transport, SharedFile file, String name, List<PeerAddress> from)
      throws IOException {
    FetchRecord record = new FetchRecord();
    transport.fetch(file.order(directory(name), from), record);
    return record;
  }

  static PeerAddress address(String host, int port) throws IOException {
    return new PeerAddress(InetAddress.getByName(host), port);
  }

  static InetSocketAddress socket(String host, ArchiveTransport transport) {
    return new InetSocketAddress(host, transport.port());
  }

  static String magnet(SharedFile file, PeerAddress peer) {
    return Magnet.text(file.info().infoHash(), file.info().name(), List.of(peer));
  }

  static void eventually(BooleanSupplier condition) {
    for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(condition.getAsBoolean()).as("condition within 30 s").isTrue();
  }

  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }
}
