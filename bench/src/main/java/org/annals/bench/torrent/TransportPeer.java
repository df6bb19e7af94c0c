package org.annals.bench.torrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.chunk.ChunkVerdict;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.keys.Secp256k1;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.rate.FairTransferGate;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.bittorrent.BitTorrentSettings;
import org.annals.seeder.bittorrent.BitTorrentTransport;

/**
 * Our transport as a process that is driven by JSON lines, with the same commands as {@code
 * libtorrent_peer.py}. A fetched chunk of a community counts as fetched when it is verified.
 *
 * <p>Nothing is limited before {@code limits} says so: its rate, bytes/s, is the limit of the node
 * and of each of {@link #COMMUNITIES} communities, both ways, from then on; 0 takes limits away.
 * Seeded files belong to these communities in turn.
 */
public final class TransportPeer {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final int COMMUNITIES = 200;

  private final BitTorrentTransport transport;
  private final FairTransferGate gate;
  private final ChunkVerifier verifier = new ChunkVerifier(Secp256k1.fastest());
  private int files;

  private TransportPeer(BitTorrentTransport transport, FairTransferGate gate) {
    this.transport = transport;
    this.gate = gate;
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    BitTorrentSettings settings = BitTorrentSettings.quiet(InetAddress.getLoopbackAddress(), 0);
    FairTransferGate gate = new FairTransferGate(System::nanoTime, timer());
    try (BitTorrentTransport transport =
            BitTorrentTransport.open(
                settings,
                new BitTorrentTransport.Surroundings(
                    gate, new UnlimitedStorage(), System::nanoTime, new SplittableRandom(1)));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      TransportPeer peer = new TransportPeer(transport, gate);
      say(JSON.createObjectNode().put("event", "ready").put("name", "annals"));
      String line;
      while ((line = in.readLine()) != null) {
        JsonNode request = JSON.readTree(line);
        switch (request.get("command").asText()) {
          case "seed" -> peer.seed(request);
          case "limits" -> peer.limits(request.get("rate").asLong());
          default -> peer.fetch(request);
        }
      }
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    return new ScheduledThreadPoolExecutor(
        1,
        task -> {
          Thread thread = new Thread(task, "rates");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void limits(long bytesPerSecond) {
    Rate rate = bytesPerSecond == 0 ? Rate.unlimited() : Rate.bytesPerSecond(bytesPerSecond);
    RateLimits limits = new RateLimits(rate, rate);
    gate.limits(
        limits,
        IntStream.range(0, COMMUNITIES)
            .boxed()
            .collect(Collectors.toMap(TransportPeer::account, i -> limits)));
    say(JSON.createObjectNode().put("event", "limits"));
  }

  private static Account account(int number) {
    return new Account("bench " + number);
  }

  private void seed(JsonNode request) throws IOException {
    for (JsonNode torrent : request.get("torrents")) {
      Path file = Path.of(torrent.get("file").asText());
      TorrentInfo info = TorrentInfo.ofFile(torrent.get("name").asText(), file);
      transport.seed(new ArchiveTransport.Seed(info, file, account(files++ % COMMUNITIES)));
    }
    say(JSON.createObjectNode().put("event", "seeding").put("port", transport.port()));
  }

  private void fetch(JsonNode request) throws IOException {
    String[] address = request.get("peer").asText().split(":", 2);
    PeerAddress peer =
        new PeerAddress(InetAddress.getByName(address[0]), Integer.parseInt(address[1]));
    Path folder = Path.of(request.get("directory").asText());
    String community = request.get("community").asText();
    ThreadTimes before = ThreadTimes.now();
    long start = System.nanoTime();
    List<CompletableFuture<Path>> fetches = new ArrayList<>();
    List<InfoHash> hashes = new ArrayList<>();
    for (JsonNode torrent : request.get("torrents")) {
      InfoHash hash = InfoHash.parse(torrent.get("infoHash").asText());
      hashes.add(hash);
      String name = torrent.get("name").asText();
      CompletableFuture<Path> done = new CompletableFuture<>();
      transport.fetch(
          new ArchiveTransport.Order(
              hash,
              name,
              torrent.get("size").asLong(),
              folder.resolve(name),
              account(0),
              List.of(peer)),
          new Listener(done));
      fetches.add(done);
    }
    for (CompletableFuture<Path> fetch : fetches) {
      Path file = fetch.join();
      if (!community.isEmpty()) {
        verify(file, CommunityId.parse(community));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    ThreadTimes used = ThreadTimes.now().since(before);
    hashes.stream().map(transport::stop).toList().forEach(CompletableFuture::join);
    ObjectNode answer = JSON.createObjectNode().put("event", "fetched").put("seconds", seconds);
    say(answer.put("cpu", used.process()).put("threadCpu", used.javaThreads()));
  }

  private void verify(Path file, CommunityId community) throws IOException {
    ChunkId id = ChunkId.parse(file.getFileName().toString().substring(0, 64));
    ChunkVerdict verdict = verifier.verify(file, community, id);
    if (!(verdict instanceof ChunkVerdict.Verified)) {
      throw new IOException("not verified: " + verdict);
    }
  }

  private static void say(ObjectNode line) {
    System.out.println(line);
    System.out.flush();
  }

  private record Listener(CompletableFuture<Path> done) implements ArchiveTransport.FetchListener {
    @Override
    public void completed(TorrentInfo info, Path file) {
      done.complete(file);
    }

    @Override
    public void failed(ArchiveTransport.FetchFailure failure) {
      done.completeExceptionally(new IOException(failure.toString()));
    }
  }
}
