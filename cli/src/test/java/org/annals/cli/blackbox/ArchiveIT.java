package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.seeder.bittorrent.Peers;
import org.annals.seeder.bittorrent.TinyTracker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's BitTorrent clients complete what a node lists, and a node completes from them. */
@Tag("peers")
final class ArchiveIT {
  private static final DiscordExport HISTORY = DiscordExport.ofWeeks(6, 20).withImages(2, 300);

  @TempDir Path directory;

  @Test
  void list_everyMagnet_isCompletedByLibtorrentAndAria2() throws Exception {
    Peers.needLibtorrent();
    Peers.need("aria2c", "--version");
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, HISTORY);
        Peers peers = new Peers(directory)) {
      List<JsonNode> archives = pair.owner().archives();
      assertThat(archives).hasSize(6);
      archives.forEach(ArchiveIT::hasEveryField);
      int port = pair.owner().ok("status").path("torrent").path("port").asInt();
      PeerAddress node = new PeerAddress(InetAddress.getLoopbackAddress(), port);
      try (TinyTracker tracker = new TinyTracker(node)) {
        for (JsonNode each : archives) {
          String magnet = each.path("magnet").asText();
          Path file = Path.of(each.path("file").asText());
          Path libtorrent = directory.resolve("libtorrent");
          assertThat(peers.libtorrentFetch(magnet, libtorrent, "127.0.0.2")).as(magnet).isZero();
          assertThat(libtorrent.resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
        Path aria2 = directory.resolve("aria2");
        assertThat(peers.await(aria2(peers, aria2, archives, tracker))).isZero();
        for (JsonNode each : archives) {
          Path file = Path.of(each.path("file").asText());
          assertThat(aria2.resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
      }
      pair.owner().stopNode();
      assertThat(pair.owner().archives().get(0).path("magnet").asText()).doesNotContain("x.pe");
    }
  }

  private static void hasEveryField(JsonNode archive) {
    assertThat(archive.path("chunkId").asText()).matches("[0-9a-f]{64}");
    assertThat(archive.path("infoHash").asText()).matches("[0-9a-f]{40}");
    assertThat(archive.path("magnet").asText())
        .startsWith("magnet:?")
        .contains("xt=urn:btih:" + archive.path("infoHash").asText())
        .contains("x.pe=127.0.0.1:");
    assertThat(Path.of(archive.path("file").asText()))
        .isAbsolute()
        .hasSize(archive.path("size").asLong());
    assertThat(archive.path("to").asLong() - archive.path("from").asLong())
        .isEqualTo(Duration.ofDays(7).toSeconds());
    assertThat(archive.path("part").isInt()).isTrue();
    assertThat(archive.path("revision").isInt()).isTrue();
    assertThat(archive.path("messages").asInt()).isEqualTo(20);
    assertThat(archive.path("images").asInt()).isEqualTo(2);
    assertThat(archive.path("state").asText()).isEqualTo("verified");
  }

  private static Process aria2(Peers peers, Path into, List<JsonNode> archives, TinyTracker tracker)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("aria2c", "--dir=" + into, "--seed-time=0", "--enable-dht=false"));
    command.addAll(List.of("--enable-dht6=false", "--enable-peer-exchange=false"));
    command.addAll(List.of("--bt-enable-lpd=false", "--file-allocation=none"));
    command.addAll(List.of("--listen-port=17000-17999", "--stop=80", "--force-sequential=true"));
    command.addAll(List.of("--max-concurrent-downloads=10"));
    for (JsonNode each : archives) {
      command.add(each.path("magnet").asText() + "&tr=" + tracker.url());
    }
    return peers.start(command.toArray(new String[0]));
  }

  /**
   * The owner knows its chunks but has lost their files, so that it can announce them and not serve
   * them; then it goes, and libtorrent has them where the owner was.
   */
  @Test
  void sync_onlySourceIsLibtorrent_completes() throws Exception {
    Peers.needLibtorrent();
    try (OwnerAndMember pair = OwnerAndMember.packed(directory, HISTORY);
        Peers peers = new Peers(directory)) {
      AnnalsHome owner = pair.owner();
      AnnalsHome member = pair.member();
      List<JsonNode> archives = owner.archives();
      JsonNode digest = owner.ok("db", "digest").path("archived");
      pair.join();
      int port = owner.ok("status").path("torrent").path("port").asInt();
      owner.stopNode();
      Path seeds = Files.createDirectory(directory.resolve("seeds"));
      List<Path> torrents = moveAway(archives, seeds);

      owner.startNode();
      member.startNode();
      Await.until(
          "the member knows what there is",
          Duration.ofSeconds(60),
          () -> member.ask("status").path("communities").path(0).path("missing").asInt() == 6);
      assertThat(member.archives())
          .allMatch(each -> !each.path("state").asText().equals("verified"));
      owner.stopNode();

      Process libtorrent =
          peers.start(
              "/usr/bin/python3",
              script(),
              seeds.toString(),
              "127.0.0.1:" + port,
              torrents(torrents));
      assertThat(libtorrent.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("seeding");
      member.ok("sync", "--wait", "--timeout", "120");

      assertThat(member.ok("check").path("checked").asInt()).isEqualTo(6);
      assertThat(member.ok("db", "digest").path("archived")).isEqualTo(digest);
    }
  }

  private List<Path> moveAway(List<JsonNode> archives, Path seeds) throws IOException {
    List<Path> torrents = new ArrayList<>();
    for (JsonNode each : archives) {
      Path file = Path.of(each.path("file").asText());
      Path moved = Files.move(file, seeds.resolve(file.getFileName()));
      TorrentInfo info = TorrentInfo.ofFile(file.getFileName().toString(), moved);
      assertThat(info.infoHash().toString()).isEqualTo(each.path("infoHash").asText());
      ByteArrayOutputStream torrent = new ByteArrayOutputStream();
      torrent.writeBytes("d4:info".getBytes(StandardCharsets.US_ASCII));
      torrent.writeBytes(info.dictionary());
      torrent.write('e');
      Path target = directory.resolve(info.infoHash() + ".torrent");
      torrents.add(Files.write(target, torrent.toByteArray()));
    }
    return torrents;
  }

  private static String torrents(List<Path> all) {
    return String.join(",", all.stream().map(Path::toString).toList());
  }

  private String script() throws IOException {
    Path path = directory.resolve("libtorrent_seed_many.py");
    try (var in = ArchiveIT.class.getResourceAsStream("/blackbox/libtorrent_seed_many.py")) {
      Files.write(path, Objects.requireNonNull(in).readAllBytes());
    }
    return path.toString();
  }
}
