package org.annals.seeder.bittorrent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.annals.archiver.PeerAddress;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.seeder.HoldingGate;
import org.annals.seeder.SharedFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class DiscoveryTest {
  @TempDir @Nullable Path temp;
  private @Nullable TransportLab lab;

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

  @Test
  void newcomerThatKnowsOnePeer_hearsOfTheOthersFromIt() throws IOException {
    SharedFile file = SharedFile.ofSize(2_000_000, 1);
    BitTorrentTransport owner = lab().exchanging("127.0.0.1", false, new UnlimitedTransferGate());
    lab().seed(owner, file, "owner");
    PeerAddress ownerAddress = TransportLab.address("127.0.0.1", owner.port());
    // Neither gets anything on, so that all stay connected until they have talked.
    BitTorrentTransport member = lab().exchanging("127.0.0.2", false, new HoldingGate(0));
    lab().fetch(member, file, "member", List.of(ownerAddress));
    BitTorrentTransport newcomer = lab().exchanging("127.0.0.3", false, new HoldingGate(0));
    PeerAddress memberAddress = TransportLab.address("127.0.0.2", member.port());
    lab().fetch(newcomer, file, "newcomer", List.of(memberAddress));

    TransportLab.eventually(
        () -> newcomer.connectedPeers(file.info().infoHash()).contains(ownerAddress));
  }

  @Test
  void localDiscoverySwitchedOn_servesAsUsual() throws IOException {
    SharedFile file = SharedFile.ofSize(300_000, 2);
    BitTorrentTransport owner = lab().exchanging("0.0.0.0", true, new UnlimitedTransferGate());
    lab().seed(owner, file, "owner");
    BitTorrentTransport member = lab().exchanging("127.0.0.2", true, new UnlimitedTransferGate());
    PeerAddress ownerAddress = TransportLab.address("127.0.0.1", owner.port());

    assertThat(lab().fetch(member, file, "member", List.of(ownerAddress)).awaitCompleted().file())
        .hasBinaryContent(file.bytes());
  }
}
