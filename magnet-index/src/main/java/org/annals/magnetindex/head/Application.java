package org.annals.magnetindex.head;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueLimits;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.catalogue.SignedCatalogue;

/**
 * Puts a catalogue of the accepted sequence into force: entries, removals, replacements, what
 * vanished. Several catalogues of one sequence give the same result in any order.
 */
final class Application {
  /** Entries that are kept at most, vanished ones included: a bound for this home's memory. */
  static final int MAX_KEPT_ENTRIES = 2 * CatalogueLimits.MAX_ENTRIES;

  /** Removals that are remembered at most. */
  static final int MAX_KEPT_REMOVALS = 5 * CatalogueLimits.MAX_REMOVED;

  private Application() {}

  /**
   * Applies, or waits for the member's word: then only its rules count, which are not removals. The
   * catalogue's rival is in the state.
   */
  static Step apply(
      HeadState state,
      SignedCatalogue signed,
      boolean word,
      Knowledge knowledge,
      List<HeadAlert> alerts) {
    Rival rival = state.rival(signed.digest()).orElseThrow();
    Optional<HeadOutcome> settled = settled(rival, word);
    if (settled.isPresent()) {
      return new Step(state, settled.get());
    }
    Catalogue catalogue = signed.catalogue();
    Contents before = state.contents();
    boolean serving = catalogue.policy().serving();
    Map<ChunkId, RemovedChunk> removed = removals(before, catalogue);
    if (removed.size() > MAX_KEPT_REMOVALS) {
      return new Step(
          state.replacing(rival.with(Rival.Disposition.REFUSED, serving)),
          new HeadOutcome.Rejected("too many removals"));
    }
    Loss loss = Loss.of(before, catalogue, knowledge);
    RecentLosses recent = state.recent().at(knowledge.nowMillis());
    int listed = before.entries().size();
    if (!word && recent.isTooMuch(loss, listed)) {
      HeadAlert.NeedsWord needed = new HeadAlert.NeedsWord(signed.digest(), loss.chunks(), listed);
      List<HeadAlert> notes = new ArrayList<>(state.notes());
      notes.add(needed);
      boolean isHead = state.rivals().get(0).digest().equals(signed.digest());
      HeadState waiting =
          state.replacing(rival.with(Rival.Disposition.WAITING, serving)).withNotes(notes);
      return new Step(
          isHead ? waiting.withContents(before.ruled(catalogue.policy())) : waiting,
          new HeadOutcome.Waiting(needed));
    }
    Contents after = merge(before, catalogue, signed.position(), removed);
    List<HeadAlert> said = new ArrayList<>(alerts);
    said.addAll(Findings.of(before, after, catalogue));
    HeadState next =
        state
            .replacing(rival.with(Rival.Disposition.APPLIED, serving))
            .withContents(after)
            .withRecent(word ? RecentLosses.NONE : recent.plus(knowledge.nowMillis(), loss))
            .withNotes(notesAfter(state, signed, before, after, catalogue));
    return new Step(next, outcome(before, after, signed.position(), said));
  }

  /** What needs no second look. */
  private static Optional<HeadOutcome> settled(Rival rival, boolean word) {
    return switch (rival.disposition()) {
      case WANTED, UNSUPPORTED -> Optional.empty();
      case APPLIED -> Optional.of(new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.KNOWN));
      case WAITING ->
          word
              ? Optional.empty()
              : Optional.of(new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.KNOWN));
      case DECLINED ->
          word
              ? Optional.empty()
              : Optional.of(new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.DECLINED));
      case REFUSED -> Optional.of(new HeadOutcome.Rejected("refused before"));
    };
  }

  private static List<HeadAlert> notesAfter(
      HeadState state,
      SignedCatalogue signed,
      Contents before,
      Contents after,
      Catalogue catalogue) {
    List<HeadAlert> notes = new ArrayList<>();
    for (HeadAlert note : state.notes()) {
      if (note instanceof HeadAlert.NeedsWord other && !other.catalogue().equals(signed.digest())) {
        notes.add(other);
      }
    }
    notes.addAll(
        Findings.of(before, after, catalogue).stream()
            .filter(alert -> !(alert instanceof HeadAlert.Vanished))
            .toList());
    return notes;
  }

  private static Map<ChunkId, RemovedChunk> removals(Contents before, Catalogue catalogue) {
    Map<ChunkId, RemovedChunk> removed = new HashMap<>(before.removed());
    for (RemovedChunk chunk : catalogue.removed()) {
      removed.merge(chunk.chunk(), chunk, Application::graver);
    }
    return removed;
  }

  /** The same whichever came first: the reason that deletes at once, then the earlier removal. */
  private static RemovedChunk graver(RemovedChunk a, RemovedChunk b) {
    int byReason = Integer.compare(a.reason().number(), b.reason().number());
    if (byReason != 0) {
      return byReason > 0 ? a : b;
    }
    return a.atSequence() <= b.atSequence() ? a : b;
  }

  private static Contents merge(
      Contents before,
      Catalogue catalogue,
      CataloguePosition position,
      Map<ChunkId, RemovedChunk> removed) {
    boolean rivals = !before.applied().isEmpty() && before.applied().get(0).sameSequence(position);
    Map<ChunkId, CatalogueEntry> entries = new HashMap<>();
    Set<ChunkId> replaced = Replacements.effective(before.entries(), catalogue.entries());
    if (rivals) {
      before
          .entries()
          .forEach(
              (id, entry) -> {
                if (!before.vanished().contains(id)) {
                  entries.put(id, entry);
                }
              });
    }
    for (CatalogueEntry entry : catalogue.entries()) {
      entries.put(entry.chunk(), entry);
    }
    entries.keySet().removeAll(removed.keySet());
    Set<ChunkId> vanished = new HashSet<>();
    before.entries().values().stream()
        .filter(entry -> !entries.containsKey(entry.chunk()))
        .filter(entry -> !removed.containsKey(entry.chunk()))
        .filter(entry -> !replaced.contains(entry.chunk()))
        .sorted(Comparator.reverseOrder())
        .limit(MAX_KEPT_ENTRIES - entries.size())
        .forEach(entry -> vanished.add(entry.chunk()));
    vanished.forEach(id -> entries.put(id, Objects.requireNonNull(before.entries().get(id))));
    return head(before, catalogue, position, rivals, entries, removed, vanished);
  }

  private static Contents head(
      Contents before,
      Catalogue catalogue,
      CataloguePosition position,
      boolean rivals,
      Map<ChunkId, CatalogueEntry> entries,
      Map<ChunkId, RemovedChunk> removed,
      Set<ChunkId> vanished) {
    if (!rivals) {
      return new Contents(
          List.of(position),
          catalogue.card(),
          catalogue.policy(),
          catalogue.sealedUntil(),
          entries,
          removed,
          vanished);
    }
    List<CataloguePosition> applied = new ArrayList<>(before.applied());
    applied.add(position);
    applied.sort(Comparator.reverseOrder());
    boolean isHead = applied.get(0).equals(position);
    boolean serving = before.policy().serving() && catalogue.policy().serving();
    Policy policy = isHead ? catalogue.policy() : before.policy();
    SortedMap<GroupId, Long> sealedUntil = new TreeMap<>(before.sealedUntil());
    catalogue.sealedUntil().forEach((group, mark) -> sealedUntil.merge(group, mark, Math::max));
    return new Contents(
        applied,
        isHead ? catalogue.card() : before.card(),
        policy.withServing(serving),
        sealedUntil,
        entries,
        removed,
        vanished);
  }

  private static HeadOutcome.Applied outcome(
      Contents before, Contents after, CataloguePosition position, List<HeadAlert> alerts) {
    List<CatalogueEntry> added =
        after.entries().values().stream()
            .filter(entry -> !before.entries().containsKey(entry.chunk()))
            .sorted()
            .toList();
    List<RemovedChunk> removed =
        after.removed().values().stream()
            .filter(chunk -> !before.removed().containsKey(chunk.chunk()))
            .sorted()
            .toList();
    Set<ChunkId> superseded = new HashSet<>(before.entries().keySet());
    superseded.removeAll(after.entries().keySet());
    superseded.removeAll(after.removed().keySet());
    return new HeadOutcome.Applied(position, added, superseded, removed, alerts);
  }
}
