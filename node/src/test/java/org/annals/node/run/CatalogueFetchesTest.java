package org.annals.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.keys.Digest;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.node.OwnersHome;
import org.annals.node.community.Community;
import org.annals.seeder.ArchiveTransport;
import org.annals.testkit.VirtualClock;
import org.annals.testkit.VirtualScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a catalogue is asked for that cannot be had. */
final class CatalogueFetchesTest {
  private static final CatalogueLink LINK =
      CatalogueLink.of(Digest.sha256(new byte[] {7}), new byte[] {1, 2, 3});

  @TempDir private Path directory;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final VirtualScheduler scheduler = new VirtualScheduler(clock);
  private final RecordingTransport transport = new RecordingTransport();
  private final List<HeadOutcome> taken = new ArrayList<>();
  private OwnersHome home;
  private Community community;
  private CatalogueFetches fetches;

  @BeforeEach
  void open() throws Exception {
    home = new OwnersHome(directory, 1);
    community = home.communities().named(Optional.empty());
    Surroundings surroundings =
        new Surroundings(scheduler, scheduler, clock, new SplittableRandom(1), event -> {});
    fetches =
        new CatalogueFetches(
            community,
            transport,
            new Holders(address -> true),
            surroundings,
            new HomeRoom(
                home.parts(),
                home.communities(),
                surroundings,
                file -> false,
                entry -> {},
                new NoListener()),
            (link, outcome) -> taken.add(outcome));
  }

  @AfterEach
  void close() throws Exception {
    home.close();
  }

  /** Asks every second until the transport was asked once more; answers the seconds. */
  private long secondsUntilAskedAgain() {
    int before = transport.listeners.size();
    Instant start = clock.instant();
    while (transport.listeners.size() == before) {
      scheduler.advance(Duration.ofSeconds(1));
      fetches.fetch(LINK, clock.instant());
    }
    return Duration.between(start, clock.instant()).toSeconds();
  }

  private void fail() {
    transport.last().failed(new ArchiveTransport.FetchFailure.Disk("no disk"));
    scheduler.runDue();
  }

  @Test
  void fetch_failsAgainAndAgain_pausesDoubleUpToAQuarterOfAnHour() {
    fetches.fetch(LINK, clock.instant());
    long longest = 15;
    for (int failure = 1; failure <= 12; failure++) {
      fail();
      long pause = secondsUntilAskedAgain();
      assertThat(pause).as("pause " + failure).isBetween(longest / 2, longest + 1);
      longest = Math.min(2 * longest, 900);
    }
  }

  @Test
  void fetch_running_isNotStartedTwice() {
    fetches.fetch(LINK, clock.instant());
    transport.running = true;
    for (int minute = 0; minute < 60; minute++) {
      scheduler.advance(Duration.ofMinutes(1));
      fetches.fetch(LINK, clock.instant());
    }
    assertThat(transport.listeners).hasSize(1);
  }

  @Test
  void fetch_transportHasLostIt_isStartedAgain() {
    fetches.fetch(LINK, clock.instant());
    transport.running = false;
    assertThat(secondsUntilAskedAgain()).isEqualTo(15);
  }

  @Test
  void completed_noCatalogue_isRefusedByTheHeadAndDeleted() throws Exception {
    fetches.fetch(LINK, clock.instant());
    Path file = community.incoming().resolve(LINK.fileName());
    Files.write(file, new byte[] {1, 2, 3});
    transport.last().completed(TorrentInfo.ofFile(LINK.fileName(), file), file);
    scheduler.runDue();
    assertThat(taken).hasSize(1).first().isInstanceOf(HeadOutcome.Rejected.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void completed_fileCannotBeRead_isTriedAgainLater() throws Exception {
    fetches.fetch(LINK, clock.instant());
    Path file = community.incoming().resolve(LINK.fileName());
    Files.write(file, new byte[] {1, 2, 3});
    TorrentInfo info = TorrentInfo.ofFile(LINK.fileName(), file);
    Files.delete(file);
    transport.last().completed(info, file);
    scheduler.runDue();
    assertThat(taken).isEmpty();
    assertThat(secondsUntilAskedAgain()).isBetween(7L, 16L);
  }

  @Test
  void stop_running_stopsTheTransportAndNeverAsksAgain() {
    fetches.fetch(LINK, clock.instant());
    fetches.stop();
    assertThat(transport.stopped).containsExactly(LINK.infoHash());
    fail();
    scheduler.advance(Duration.ofHours(1));
    fetches.fetch(LINK, clock.instant());
    assertThat(transport.listeners).hasSize(1);
  }

  /** Remembers what it was asked. */
  private static final class RecordingTransport implements ArchiveTransport {
    private final List<FetchListener> listeners = new ArrayList<>();
    private final List<InfoHash> stopped = new ArrayList<>();
    private boolean running;

    FetchListener last() {
      return listeners.get(listeners.size() - 1);
    }

    @Override
    public void seed(Seed seed) {
      throw new AssertionError("nothing is seeded here");
    }

    @Override
    public void fetch(Order order, FetchListener listener) {
      listeners.add(listener);
    }

    @Override
    public void addPeers(InfoHash file, java.util.Collection<PeerAddress> peers) {}

    @Override
    public CompletableFuture<Void> stop(InfoHash file) {
      stopped.add(file);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<TransferStatus> status(InfoHash file) {
      return running
          ? Optional.of(new TransferStatus(file, 3, 0, false, 1, 0, 0))
          : Optional.empty();
    }

    @Override
    public List<TransferStatus> statuses() {
      return List.of();
    }

    @Override
    public List<PeerAddress> connectedPeers(InfoHash file) {
      return List.of();
    }

    @Override
    public int port() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
