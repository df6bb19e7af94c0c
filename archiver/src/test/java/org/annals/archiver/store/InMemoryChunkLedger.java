package org.annals.archiver.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;

/** A ledger for tests: as durable as the object. */
public final class InMemoryChunkLedger implements ChunkLedger {
  private record Key(CommunityId community, ChunkId chunk) {}

  private final Map<Key, LedgerEntry> entries = new HashMap<>();

  @Override
  public synchronized Optional<LedgerEntry> find(CommunityId community, ChunkId chunk) {
    return Optional.ofNullable(entries.get(new Key(community, chunk)));
  }

  @Override
  public synchronized void put(LedgerEntry entry) {
    entries.put(new Key(entry.community(), entry.chunk()), entry);
  }

  @Override
  public synchronized Optional<LedgerEntry> change(
      CommunityId community, ChunkId chunk, UnaryOperator<LedgerEntry> change) {
    return Optional.ofNullable(
        entries.computeIfPresent(new Key(community, chunk), (key, entry) -> change.apply(entry)));
  }

  @Override
  public synchronized List<LedgerEntry> changeAll(
      CommunityId community, Collection<ChunkId> chunks, UnaryOperator<LedgerEntry> change) {
    return chunks.stream().flatMap(each -> change(community, each, change).stream()).toList();
  }

  @Override
  public synchronized void remove(CommunityId community, ChunkId chunk) {
    entries.remove(new Key(community, chunk));
  }

  @Override
  public synchronized List<LedgerEntry> list(CommunityId community) {
    return entries.values().stream()
        .filter(entry -> entry.community().equals(community))
        .sorted(Comparator.comparing(LedgerEntry::position).thenComparing(LedgerEntry::chunk))
        .toList();
  }

  @Override
  public synchronized Set<CommunityId> communities() {
    Set<CommunityId> found = new TreeSet<>();
    entries.keySet().forEach(key -> found.add(key.community()));
    return found;
  }
}
