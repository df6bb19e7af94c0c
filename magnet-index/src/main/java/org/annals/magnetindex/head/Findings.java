package org.annals.magnetindex.head;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.RemovedChunk;

/** What is odd about a catalogue that came into force. */
final class Findings {
  private Findings() {}

  static List<HeadAlert> of(Contents before, Contents after, Catalogue catalogue) {
    List<HeadAlert> alerts = new ArrayList<>();
    Set<ChunkId> vanished = new HashSet<>(after.vanished());
    vanished.removeAll(before.vanished());
    if (!vanished.isEmpty()) {
      alerts.add(new HeadAlert.Vanished(Set.copyOf(vanished)));
    }
    Set<ChunkId> returned = new HashSet<>();
    for (CatalogueEntry entry : catalogue.entries()) {
      if (before.removed().containsKey(entry.chunk())) {
        returned.add(entry.chunk());
      }
      if (!Replacements.holds(before.entries(), entry)) {
        alerts.add(new HeadAlert.BadReplacement(entry.chunk()));
      }
    }
    if (!returned.isEmpty()) {
      alerts.add(new HeadAlert.RemovedReturned(Set.copyOf(returned)));
    }
    Set<ChunkId> forgotten = new HashSet<>(before.removed().keySet());
    for (RemovedChunk chunk : catalogue.removed()) {
      forgotten.remove(chunk.chunk());
    }
    if (!forgotten.isEmpty()) {
      alerts.add(new HeadAlert.RemovalsForgotten(forgotten.size()));
    }
    return alerts;
  }
}
