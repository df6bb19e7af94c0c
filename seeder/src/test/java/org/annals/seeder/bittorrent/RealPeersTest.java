package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annals.archiver.PeerAddress;
import org.annals.seeder.SharedFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's clients complete our links, and we theirs. */
@Tag("peers")
final class RealPeersTest {
  private static final int SIZE = 5 * 1024 * 1024 + 321;

  @TempDir @Nullable Path temp;
  private @Nullable TransportLab lab;
  private @Nullable Peers peers;

  @BeforeEach
  void open() {
    lab = new TransportLab(requireNonNull(temp));
    peers = new Peers(requireNonNull(temp));
  }

  @AfterEach
  void close() throws Exception {
    peers().close();
    lab().close();
  }

  private TransportLab lab() {
    return requireNonNull(lab);
  }

  private Peers peers() {
    return requireNonNull(peers);
  }

  @Test
  void libtorrent_magnetWithUsAsOnlyPeer_completes() throws IOException {
    Peers.needLibtorrent();
    SharedFile file = SharedFile.ofSize(SIZE, 1);
    BitTorrentTransport owner = lab().open("127.0.0.1");
    lab().seed(owner, file, "owner");
    PeerAddress us = TransportLab.address("127.0.0.1", owner.port());

    Path got = lab().directory("libtorrent");
    assertThat(peers().libtorrentFetch(TransportLab.magnet(file, us), got, "127.0.0.2")).isZero();

    assertThat(got.resolve(file.info().name())).hasBinaryContent(file.bytes());
  }

  @Test
  void libtorrent_thatInsistsOnEncryption_completes() throws IOException {
    Peers.needLibtorrent();
    SharedFile file = SharedFile.ofSize(SIZE, 5);
    BitTorrentTransport owner = lab().open("127.0.0.1");
    lab().seed(owner, file, "owner");
    PeerAddress us = TransportLab.address("127.0.0.1", owner.port());

    Path got = lab().directory("libtorrent");
    String magnet = TransportLab.magnet(file, us);
    assertThat(peers().libtorrentFetch(magnet, got, "127.0.0.2", "encrypted")).isZero();

    assertThat(got.resolve(file.info().name())).hasBinaryContent(file.bytes());
  }

  @Test
  void aria2_magnetWithUsAsOnlyPeer_completes() throws IOException {
    Peers.need("aria2c", "--version");
    SharedFile file = SharedFile.ofSize(SIZE, 2);
    BitTorrentTransport owner = lab().open("127.0.0.1");
    lab().seed(owner, file, "owner");
    PeerAddress us = TransportLab.address("127.0.0.1", owner.port());
    TinyTracker tracker = lab().closing(new TinyTracker(us));

    Path got = lab().directory("aria2");
    Process aria2 =
        peers()
            .start(
                "aria2c",
                "--dir=" + got,
                "--seed-time=0",
                "--enable-dht=false",
                "--enable-dht6=false",
                "--enable-peer-exchange=false",
                "--bt-enable-lpd=false",
                "--file-allocation=none",
                "--listen-port=17000-17999",
                "--stop=60",
                TransportLab.magnet(file, us) + "&tr=" + tracker.url());

    assertThat(peers().await(aria2)).isZero();
    assertThat(got.resolve(file.info().name())).hasBinaryContent(file.bytes());
  }

  @Test
  void fetch_fromLibtorrent_completes() throws IOException {
    Peers.needLibtorrent();
    SharedFile file = SharedFile.ofSize(SIZE, 3);
    file.writeTo(lab().directory("libtorrent"));
    ByteArrayOutputStream torrent = new ByteArrayOutputStream();
    torrent.writeBytes("d4:info".getBytes(StandardCharsets.US_ASCII));
    torrent.writeBytes(file.info().dictionary());
    torrent.write('e');
    Path torrentFile = Files.write(lab().directory("t").resolve("t"), torrent.toByteArray());
    int port = peers().libtorrentSeed(torrentFile, lab().directory("libtorrent"), "127.0.0.2");

    BitTorrentTransport member = lab().open("127.0.0.1");
    Path got =
        lab()
            .fetch(member, file, "member", List.of(TransportLab.address("127.0.0.2", port)))
            .awaitCompleted()
            .file();

    assertThat(got).hasBinaryContent(file.bytes());
  }

  @Test
  void libtorrent_fromAMemberThatFetchedByMagnet_completes() throws IOException {
    Peers.needLibtorrent();
    SharedFile file = SharedFile.ofSize(SIZE, 4);
    BitTorrentTransport owner = lab().open("127.0.0.1");
    BitTorrentTransport member = lab().open("127.0.0.3");
    lab().seed(owner, file, "owner");
    PeerAddress us = TransportLab.address("127.0.0.1", owner.port());
    lab().fetch(member, file, "member", List.of(us)).awaitCompleted();
    owner.close();

    PeerAddress them = TransportLab.address("127.0.0.3", member.port());
    Path got = lab().directory("libtorrent");
    assertThat(peers().libtorrentFetch(TransportLab.magnet(file, them), got, "127.0.0.2")).isZero();

    assertThat(got.resolve(file.info().name())).hasBinaryContent(file.bytes());
  }
}
