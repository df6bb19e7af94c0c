package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.ControlTopics;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Community;

/** What every command says of a community in the same words and numbers. */
final class CommunityState {
  private CommunityState() {}

  static ObjectNode describe(Community community) throws IOException {
    HeadView view = community.head().view();
    Optional<CataloguePosition> accepted = view.accepted();
    List<LedgerEntry> ledger = community.chunks().all();
    ObjectNode json = HomeCommands.object();
    json.put("id", community.id().toString());
    if (!community.row().name().isEmpty()) {
      json.put("name", community.row().name());
    }
    json.put("role", community.row().owned() ? "owner" : "member")
        .put("enabled", community.row().enabled())
        .put("serving", view.serving())
        .put("controlTopic", ControlTopics.contentTopic(community.id()))
        .put("epoch", accepted.map(CataloguePosition::epoch).orElse(0L))
        .put("sequence", accepted.map(CataloguePosition::sequence).orElse(0L))
        .put("messages", community.messages().count())
        .put("images", images(ledger));
    ObjectNode chunks = json.putObject("chunks");
    states(ledger).forEach((state, count) -> chunks.put(name(state), count));
    json.put("archiveBytes", held(ledger));
    return json;
  }

  static String name(ChunkState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static Map<ChunkState, Integer> states(List<LedgerEntry> ledger) {
    Map<ChunkState, Integer> counts = new EnumMap<>(ChunkState.class);
    for (ChunkState state : ChunkState.values()) {
      counts.put(state, 0);
    }
    ledger.forEach(entry -> counts.merge(entry.state(), 1, Integer::sum));
    return counts;
  }

  private static long images(List<LedgerEntry> ledger) {
    return ledger.stream()
        .filter(entry -> entry.state().isServed())
        .mapToLong(LedgerEntry::images)
        .sum();
  }

  private static long held(List<LedgerEntry> ledger) {
    return ledger.stream()
        .filter(entry -> entry.state().isServed())
        .mapToLong(LedgerEntry::size)
        .sum();
  }
}
