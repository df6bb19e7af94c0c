package org.annals.node.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.PeerAddress;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.seeder.ArchiveTransport;

/**
 * What this node tells neighbours that ask about a community: for communities that are on only, and
 * for one that its owner switched off nothing but the announcement that says so.
 */
final class NeighbourAnswers {
  private final Communities communities;
  private final ArchiveTransport transport;

  NeighbourAnswers(Communities communities, ArchiveTransport transport) {
    this.communities = communities;
    this.transport = transport;
  }

  Optional<NeighbourExchange.Answer> answer(NeighbourExchange.Question question) {
    return communities
        .get(question.community())
        .filter(community -> community.row().enabled())
        .map(community -> answer(community, question.chunks()));
  }

  private NeighbourExchange.Answer answer(Community community, List<ChunkId> chunks) {
    HeadView view = community.head().view();
    Optional<byte[]> newest = view.newest().map(SignedAnnouncement::bytes);
    if (!view.serving()) {
      return new NeighbourExchange.Answer(0, newest, List.of());
    }
    Set<PeerAddress> peers = new LinkedHashSet<>();
    for (ChunkId chunk : chunks) {
      CatalogueEntry entry = view.listed().get(chunk);
      if (entry != null && peers.size() < NeighbourExchange.MAX_PEERS) {
        peers.addAll(transport.connectedPeers(entry.infoHash()));
      }
    }
    return new NeighbourExchange.Answer(
        transport.port(), newest, peers.stream().limit(NeighbourExchange.MAX_PEERS).toList());
  }
}
