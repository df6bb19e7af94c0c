package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.seeder.SharedFile;
import org.annals.testkit.torrent.RawPeer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that both take part in the DHT tell each other where (BEP 5). */
final class HashTablePortsTest {
  private static final int DHT = 1;
  private static final int NO_DHT = 0;

  @TempDir @Nullable Path temp;
  private @Nullable TransportLab lab;
  private final Set<InetSocketAddress> met = ConcurrentHashMap.newKeySet();
  private final SharedFile file = SharedFile.ofSize(200_000, 1);

  @BeforeEach
  void open() {
    lab = new TransportLab(requireNonNull(temp));
  }

  @AfterEach
  void close() throws Exception {
    lab().close();
  }

  private TransportLab lab() {
    return requireNonNull(lab);
  }

  private RawPeer greeted(BitTorrentTransport us, String from, int reserved) throws IOException {
    RawPeer peer =
        lab()
            .closing(
                RawPeer.connect(InetAddress.getByName(from), TransportLab.socket("127.0.0.1", us)));
    ByteBuffer handshake = ByteBuffer.allocate(68).put((byte) 19);
    handshake.put("BitTorrent protocol".getBytes(StandardCharsets.US_ASCII)).putLong(reserved);
    handshake.put(file.info().infoHash().toBytes());
    handshake.put("-XX0001-abcdefghijkl".getBytes(StandardCharsets.US_ASCII));
    peer.send(handshake.array());
    peer.readHandshake();
    return peer;
  }

  /** An answer to what was said last: everything before it has been heard, too. */
  private static void heard(RawPeer peer) throws IOException {
    peer.send(RawPeer.INTERESTED, new byte[0]);
    peer.readUntil(RawPeer.UNCHOKE);
  }

  private BitTorrentTransport seeder(boolean withHashTable) throws IOException {
    BitTorrentTransport us = lab().open("127.0.0.1");
    if (withHashTable) {
      us.meetNodes(met::add);
    }
    lab().seed(us, file, "seeder");
    return us;
  }

  @Test
  void bothTakePart_portsAreToldBothWays_once() throws IOException {
    BitTorrentTransport us = seeder(true);
    RawPeer peer = greeted(us, "127.0.0.2", DHT);
    byte[] port = peer.readUntil(Messages.PORT).payload();
    assertThat(Short.toUnsignedInt(ByteBuffer.wrap(port).getShort())).isEqualTo(us.port());

    peer.send(Messages.PORT, new byte[] {(byte) 0xff, (byte) 0xfe});
    peer.send(Messages.PORT, new byte[] {0x11, 0x11});
    heard(peer);

    assertThat(met).containsExactly(new InetSocketAddress("127.0.0.2", 0xfffe));
  }

  @Test
  void peerWithoutTheBit_isToldNothing() throws IOException {
    RawPeer peer = greeted(seeder(true), "127.0.0.2", NO_DHT);
    peer.send(RawPeer.INTERESTED, new byte[0]);
    int type = -1;
    while (type != RawPeer.UNCHOKE) {
      type = peer.read().type();
      assertThat(type).isNotEqualTo(Messages.PORT);
    }
  }

  @Test
  void withoutAHashTable_nothingIsToldAndWhatPeersSayIsNotHeard() throws IOException {
    RawPeer peer = greeted(seeder(false), "127.0.0.2", DHT);
    peer.send(Messages.PORT, new byte[] {0x11, 0x11});
    peer.send(RawPeer.INTERESTED, new byte[0]);
    int type = -1;
    while (type != RawPeer.UNCHOKE) {
      type = peer.read().type();
      assertThat(type).isNotEqualTo(Messages.PORT);
    }
    assertThat(met).isEmpty();
  }

  @Test
  void twoTransports_meetEachOthersNodes() throws IOException {
    BitTorrentTransport us = seeder(true);
    BitTorrentTransport them = lab().open("127.0.0.2");
    Set<InetSocketAddress> theyMet = ConcurrentHashMap.newKeySet();
    them.meetNodes(theyMet::add);
    lab()
        .fetch(them, file, "theirs", List.of(TransportLab.address("127.0.0.1", us.port())))
        .awaitCompleted();

    TransportLab.eventually(
        () ->
            met.contains(new InetSocketAddress("127.0.0.2", them.port()))
                && theyMet.contains(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), us.port())));
  }

  @Test
  void portOfAnotherLength_closesTheConnection() throws IOException {
    RawPeer peer = greeted(seeder(true), "127.0.0.2", DHT);
    peer.send(Messages.PORT, new byte[] {1, 2, 3});
    assertThat(peer.closedByOther()).isTrue();
  }
}
