package org.annals.node.database;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.store.ChunkLedger;
import org.annals.archiver.store.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * The ledger with all of its entries in memory: the loops of a node look at it several times a
 * second and must not make the disk work for it. A change is on disk before memory shows it.
 * Thread-safe.
 */
public final class RememberedLedger implements ChunkLedger {
  private final LedgerTable table;
  private final Map<CommunityId, Entries> all = new HashMap<>();

  /** Reads everything that the table has; nobody else may write to it from now on. */
  public RememberedLedger(LedgerTable table) throws IOException {
    this.table = table;
    for (CommunityId community : table.communities()) {
      table.list(community).forEach(this::remember);
    }
  }

  @Override
  public synchronized Optional<LedgerEntry> find(CommunityId community, ChunkId chunk) {
    Entries entries = all.get(community);
    return entries == null ? Optional.empty() : entries.find(chunk);
  }

  @Override
  public synchronized void put(LedgerEntry entry) throws IOException {
    table.put(entry);
    remember(entry);
  }

  /** Writes several entries as one change. */
  public synchronized void putAll(Collection<LedgerEntry> entries) throws IOException {
    table.putAll(entries);
    entries.forEach(this::remember);
  }

  @Override
  public synchronized Optional<LedgerEntry> change(
      CommunityId community, ChunkId chunk, UnaryOperator<LedgerEntry> change) throws IOException {
    Optional<LedgerEntry> before = find(community, chunk);
    Optional<LedgerEntry> after = before.map(change);
    if (after.isPresent() && !after.equals(before)) {
      put(after.get());
    }
    return after;
  }

  @Override
  public synchronized List<LedgerEntry> changeAll(
      CommunityId community, Collection<ChunkId> chunks, UnaryOperator<LedgerEntry> change)
      throws IOException {
    List<LedgerEntry> after = new ArrayList<>(chunks.size());
    for (ChunkId chunk : chunks) {
      find(community, chunk).map(change).ifPresent(after::add);
    }
    putAll(after);
    return after;
  }

  @Override
  public synchronized void remove(CommunityId community, ChunkId chunk) throws IOException {
    table.remove(community, chunk);
    Entries entries = all.get(community);
    if (entries != null && entries.remove(chunk)) {
      all.remove(community);
    }
  }

  @Override
  public synchronized List<LedgerEntry> list(CommunityId community) {
    Entries entries = all.get(community);
    return entries == null ? List.of() : entries.list();
  }

  @Override
  public synchronized Set<CommunityId> communities() {
    return new TreeSet<>(all.keySet());
  }

  private void remember(LedgerEntry entry) {
    all.computeIfAbsent(entry.community(), id -> new Entries()).put(entry);
  }

  /** One community's, by chunk and in order; the list is made anew only after a change. */
  private static final class Entries {
    private record Place(ChunkPosition position, ChunkId chunk) implements Comparable<Place> {
      private static final Comparator<Place> ORDER =
          Comparator.comparing(Place::position).thenComparing(Place::chunk);

      static Place of(LedgerEntry entry) {
        return new Place(entry.position(), entry.chunk());
      }

      @Override
      public int compareTo(Place other) {
        return ORDER.compare(this, other);
      }
    }

    private final Map<ChunkId, LedgerEntry> byChunk = new HashMap<>();
    private final TreeMap<Place, LedgerEntry> inOrder = new TreeMap<>();
    private @Nullable List<LedgerEntry> list;

    Optional<LedgerEntry> find(ChunkId chunk) {
      return Optional.ofNullable(byChunk.get(chunk));
    }

    void put(LedgerEntry entry) {
      remove(entry.chunk());
      byChunk.put(entry.chunk(), entry);
      inOrder.put(Place.of(entry), entry);
      list = null;
    }

    /** Returns whether none is left. */
    boolean remove(ChunkId chunk) {
      LedgerEntry before = byChunk.remove(chunk);
      if (before != null) {
        inOrder.remove(Place.of(before));
        list = null;
      }
      return byChunk.isEmpty();
    }

    List<LedgerEntry> list() {
      List<LedgerEntry> made = list;
      if (made == null) {
        made = List.copyOf(inOrder.values());
        list = made;
      }
      return made;
    }
  }
}
