package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.annals.archiver.PeerAddress;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.rate.FairTransferGate;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.FetchRecord;

/** Transports of ours with limits, and libtorrent peers that measure them. */
final class RateScene {
  static final long KIB = 1 << 10;
  static final long MIB = 1 << 20;

  private static final int ATTEMPTS = 3;

  private final TransportLab lab;
  private final Peers clients;
  private final Meter meter;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private int hosts;

  RateScene(Path root) throws IOException {
    this.lab = new TransportLab(root);
    this.clients = new Peers(root);
    this.meter = new Meter(clients);
  }

  TransportLab lab() {
    return lab;
  }

  Meter meter() {
    return meter;
  }

  static Account account(int number) {
    return new Account("community " + number);
  }

  static RateLimits up(long bytes) {
    return new RateLimits(Rate.bytesPerSecond(bytes), Rate.unlimited());
  }

  static RateLimits down(long bytes) {
    return new RateLimits(Rate.unlimited(), Rate.bytesPerSecond(bytes));
  }

  static RateLimits both(long up, long down) {
    return new RateLimits(Rate.bytesPerSecond(up), Rate.bytesPerSecond(down));
  }

  FairTransferGate gate() {
    return new FairTransferGate(System::nanoTime, timer);
  }

  /** A transport of ours on 127.0.0.NUMBER. */
  BitTorrentTransport transport(int number, FairTransferGate gate) throws IOException {
    return lab.open("127.0.0." + number, BitTorrentSettings.Deadlines.USUAL, gate);
  }

  static PeerAddress address(int number, BitTorrentTransport transport) throws IOException {
    return TransportLab.address("127.0.0." + number, transport.port());
  }

  LargeFile file(long size, long seed) throws IOException {
    return LargeFile.write(lab.directory("files"), size, seed);
  }

  LargeFile seeded(BitTorrentTransport by, int community, long size) throws IOException {
    LargeFile file = file(size, community);
    seed(by, file, community);
    return file;
  }

  static void seed(BitTorrentTransport by, LargeFile file, int community) {
    by.seed(new ArchiveTransport.Seed(file.info(), file.file(), account(community)));
  }

  /** A libtorrent leecher on an address of its own. */
  int leecher(LargeFile file, PeerAddress... from) throws IOException {
    String host = "127.0.1." + ++hosts;
    return meter.leech(file, lab.directory(host), host, from);
  }

  /** A libtorrent seeder on an address of its own. */
  PeerAddress seeder(LargeFile file) throws IOException {
    return meter.seed(file, "127.0.1." + ++hosts);
  }

  /** A fetch of ours; each has a directory of its own. */
  FetchRecord fetch(BitTorrentTransport by, LargeFile file, int community, PeerAddress... from)
      throws IOException {
    FetchRecord record = new FetchRecord();
    Path target = lab.directory("fetched " + ++hosts).resolve(file.info().name() + ".part");
    by.fetch(
        new ArchiveTransport.Order(
            file.info().infoHash(),
            file.info().name(),
            file.info().length(),
            target,
            account(community),
            List.of(from)),
        record);
    return record;
  }

  /** How large a file must be for a course of {@link #measured} at a rate. */
  static long enough(long rate) {
    return Math.max(MIB, 40 * rate);
  }

  /**
   * Eleven seconds, measured again while a process stands still too often.
   *
   * @return what each group of peers moved
   */
  Course[] measured(int[]... groups) {
    StringBuilder seen = new StringBuilder();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      long from = System.nanoTime();
      long to = Meter.pass(Duration.ofMillis(11_500));
      Course[] courses = new Course[groups.length];
      boolean clear = true;
      for (int i = 0; i < groups.length; i++) {
        courses[i] = meter.course(groups[i]).between(from, to);
        clear &= courses[i].clear();
      }
      if (clear) {
        return courses;
      }
      for (Course course : courses) {
        seen.append(String.format(Locale.ROOT, " %.3f MiB/s", course.rate() / MIB));
      }
      seen.append(", ").append(courses[0].stalls().size()).append(" stalls so far;");
    }
    throw new AssertionError(
        "this machine stood still in each of " + ATTEMPTS + " measurements:" + seen);
  }

  void close() throws Exception {
    lab.close();
    timer.shutdownNow();
    meter.close();
    clients.close();
  }
}
