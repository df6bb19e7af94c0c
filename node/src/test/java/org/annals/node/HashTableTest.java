package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.announcement.Rendezvous;
import org.annals.node.community.Community;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes announce in the DHT, and what they do with whom they find there. */
final class HashTableTest {
  private static final Duration A_MINUTE = Duration.ofSeconds(60);
  private static final int CHUNKS = 52;
  private static final int ANNOUNCED = 50;
  private static final PeerAddress HOLDER =
      new PeerAddress(new InetSocketAddress("203.0.113.7", 6891).getAddress(), 6891);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private String invite;

  @BeforeEach
  void ownerHoldsMoreThanFiftyChunks() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("export.json"), CHUNKS));
    simulation.pass(Duration.ofSeconds(2));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_MINUTE);
    invite = owner.ask("invite").path("invite").asText();
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private static List<InfoHash> newestFirst(Community community) throws Exception {
    return community.chunks().all().stream()
        .sorted(Comparator.comparing(LedgerEntry::position).reversed())
        .map(LedgerEntry::infoHash)
        .toList();
  }

  private static Set<InfoHash> announced(SimulatedNode node) {
    return node.network().announced().keys();
  }

  /** Rendezvous, catalogue and the newest 50 chunks. */
  private static Set<InfoHash> due(SimulatedNode node) throws Exception {
    Community community = node.community();
    Set<InfoHash> due = new HashSet<>(newestFirst(community).subList(0, ANNOUNCED));
    due.add(Rendezvous.key(community.id()));
    due.add(community.head().view().link().orElseThrow().infoHash());
    return due;
  }

  private SimulatedNode joined(String name) throws Exception {
    SimulatedNode member = simulation.node(name);
    member.join(invite);
    simulation.pass(A_MINUTE);
    simulation.pass(A_MINUTE);
    return member;
  }

  @Test
  void served_exactlyRendezvousCatalogueAndNewestFiftyChunksAreAnnounced() throws Exception {
    assertThat(newestFirst(owner.community())).hasSize(CHUNKS);
    assertThat(announced(owner))
        .hasSize(ANNOUNCED + 2)
        .containsExactlyInAnyOrderElementsOf(due(owner))
        .doesNotContain(newestFirst(owner.community()).get(ANNOUNCED));
  }

  @Test
  void fetched_memberAnnouncesTheSame() throws Exception {
    SimulatedNode member = joined("member");
    assertThat(announced(member)).containsExactlyInAnyOrderElementsOf(due(owner));
  }

  @Test
  void newerChunk_takesTheOldestOnesPlace() throws Exception {
    InfoHash leaving = newestFirst(owner.community()).get(ANNOUNCED - 1);
    assertThat(announced(owner)).contains(leaving);
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 53, 53));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_MINUTE);
    assertThat(announced(owner))
        .containsExactlyInAnyOrderElementsOf(due(owner))
        .doesNotContain(leaving);
  }

  @Test
  void added_butNotSwitchedOn_nothingIsAnnounced() throws Exception {
    SimulatedNode member = simulation.node("member");
    member.ask("community.add", "invite", invite);
    simulation.pass(A_MINUTE);
    assertThat(announced(member)).isEmpty();
  }

  @Test
  void switchedOffByTheMember_nothingIsAnnounced_andOnAgainEverything() throws Exception {
    owner.ask("community.disable");
    simulation.pass(Duration.ofSeconds(1));
    assertThat(announced(owner)).isEmpty();
    owner.ask("community.enable");
    simulation.pass(A_MINUTE);
    assertThat(announced(owner)).containsExactlyInAnyOrderElementsOf(due(owner));
  }

  @Test
  void switchedOffByTheOwner_nobodyAnnouncesAnything() throws Exception {
    SimulatedNode member = joined("member");
    owner.ask("community.policy", "serving", "off");
    simulation.pass(A_MINUTE);
    assertThat(announced(owner)).isEmpty();
    assertThat(announced(member)).isEmpty();
  }

  @Test
  void peerFoundAtTheRendezvous_isAskedForWhateverIsFetchedOfThatCommunity() throws Exception {
    List<InfoHash> chunks = newestFirst(owner.community());
    simulation.stop(owner);
    SimulatedNode newcomer = joined("newcomer");
    InfoHash rendezvous = Rendezvous.key(newcomer.community().id());
    assertThat(announced(newcomer)).contains(rendezvous);
    newcomer.network().announced().find(rendezvous, HOLDER);
    owner = simulation.node("owner");
    simulation.pass(A_MINUTE);
    simulation.pass(A_MINUTE);
    assertThat(chunks)
        .hasSize(CHUNKS)
        .allSatisfy(
            chunk -> assertThat(newcomer.network().peersNamed(chunk)).containsExactly(HOLDER));
  }

  @Test
  void peerFoundUnderAFile_isNamedForThatFileOnly() throws Exception {
    List<InfoHash> chunks = newestFirst(owner.community());
    owner.network().announced().find(chunks.get(0), HOLDER);
    simulation.pass(A_MINUTE);
    assertThat(owner.network().peersNamed(chunks.get(0))).containsExactly(HOLDER);
    assertThat(owner.network().peersNamed(chunks.get(1))).isEmpty();
  }
}
