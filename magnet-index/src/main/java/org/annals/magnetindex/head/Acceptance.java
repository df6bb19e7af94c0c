package org.annals.magnetindex.head;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.magnetindex.announcement.Announcement;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.SignedCatalogue;

/**
 * The rules of accepting (FORMAT section 5) as functions of a state and checked bytes. The accepted
 * position of the result is never lower than before.
 */
final class Acceptance {
  /** How far ahead of this home's clock a time of issue may be. */
  static final Duration MAX_AHEAD = Duration.ofHours(24);

  /** Longest step of the sequence inside one epoch. */
  static final long MAX_SEQUENCE_STEP = 1L << 32;

  /** Longest step of the epoch. */
  static final long MAX_EPOCH_STEP = 1_000;

  /**
   * Catalogues of one sequence that are followed. More need a key in the hands of somebody who
   * floods; the lowest digests count, so that all members still agree.
   */
  static final int MAX_RIVALS = 4;

  private Acceptance() {}

  /** An announcement whose signature was checked. */
  static Step announcement(HeadState state, SignedAnnouncement signed, long nowMillis) {
    Announcement heard = signed.announcement();
    Optional<HeadOutcome> refusal = refuse(state, heard.position(), heard.stamp(), nowMillis);
    if (refusal.isPresent()) {
      return new Step(state, refusal.get());
    }
    if (!samePlace(state, heard.position())) {
      return advance(state, signed);
    }
    Optional<Rival> known = state.rival(heard.catalogue().digest());
    if (known.isEmpty()) {
      return rival(state, signed);
    }
    return refresh(state, known.get(), signed);
  }

  /**
   * A catalogue whose signature was checked.
   *
   * @param word whether the member, or the owner at its own home, agreed to its removals
   */
  static Step catalogue(
      HeadState state, SignedCatalogue signed, Knowledge knowledge, boolean word) {
    Optional<Rival> misplaced =
        state.rival(signed.digest()).filter(rival -> !rival.position().equals(signed.position()));
    if (misplaced.isPresent()) {
      Rival refused =
          misplaced.get().with(Rival.Disposition.REFUSED, signed.catalogue().policy().serving());
      return new Step(
          state.replacing(refused),
          new HeadOutcome.Rejected("the catalogue has another place than its announcement"));
    }
    CatalogueStamp stamp = signed.catalogue().stamp();
    Optional<HeadOutcome> refusal = refuse(state, signed.position(), stamp, knowledge.nowMillis());
    if (refusal.isPresent()) {
      return new Step(state, refusal.get());
    }
    List<HeadAlert> alerts = new ArrayList<>();
    HeadState placed = state;
    if (!samePlace(state, signed.position())) {
      placed = state.at(Rival.fetched(signed), stamp.issuedMillis(), Optional.empty());
    } else if (state.rival(signed.digest()).isEmpty()) {
      Optional<HeadState> joined = join(state, Rival.fetched(signed));
      if (joined.isEmpty()) {
        return new Step(state, new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.KNOWN));
      }
      placed = joined.get();
      alerts.add(equivocation(placed, signed.position()));
    }
    return Application.apply(placed, signed, word, knowledge, alerts);
  }

  private static Optional<HeadOutcome> refuse(
      HeadState state, CataloguePosition position, CatalogueStamp stamp, long nowMillis) {
    Optional<CataloguePosition> accepted = state.accepted();
    if (accepted.isPresent() && isBelow(position, accepted.get())) {
      return Optional.of(new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.OLDER));
    }
    if (stamp.issuedMillis() > nowMillis + MAX_AHEAD.toMillis()) {
      return Optional.of(new HeadOutcome.Rejected("issued in the future"));
    }
    if (accepted.isPresent() && isLeap(accepted.get(), position)) {
      return Optional.of(new HeadOutcome.Rejected("too long a step of epoch or sequence"));
    }
    return Optional.empty();
  }

  private static boolean isBelow(CataloguePosition position, CataloguePosition accepted) {
    return position.compareTo(accepted) < 0 && !position.sameSequence(accepted);
  }

  private static boolean isLeap(CataloguePosition from, CataloguePosition to) {
    return from.epoch() == to.epoch()
        ? to.sequence() - from.sequence() > MAX_SEQUENCE_STEP
        : to.epoch() - from.epoch() > MAX_EPOCH_STEP;
  }

  private static boolean samePlace(HeadState state, CataloguePosition position) {
    return state.accepted().filter(position::sameSequence).isPresent();
  }

  private static Step advance(HeadState state, SignedAnnouncement signed) {
    Announcement heard = signed.announcement();
    HeadState next =
        state.at(Rival.announced(signed), heard.stamp().issuedMillis(), Optional.of(signed));
    boolean first = state.rivals().isEmpty();
    boolean standsOnAccepted =
        state.accepted().filter(p -> heard.stamp().parents().contains(p.digest())).isPresent();
    return new Step(
        next,
        new HeadOutcome.Accepted(
            heard.position(), state.accepted(), !first && !standsOnAccepted, List.of()));
  }

  private static Step rival(HeadState state, SignedAnnouncement signed) {
    Optional<HeadState> joined = join(state, Rival.announced(signed));
    if (joined.isEmpty()) {
      return new Step(state, new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.KNOWN));
    }
    HeadState next = joined.get();
    Announcement heard = signed.announcement();
    boolean isHead = next.accepted().filter(heard.position()::equals).isPresent();
    next = next.fresh(heard.stamp().issuedMillis(), isHead ? Optional.of(signed) : next.newest());
    return new Step(
        next,
        new HeadOutcome.Accepted(
            next.rivals().get(0).position(),
            state.accepted(),
            true,
            List.of(equivocation(next, heard.position()))));
  }

  /** Adds a rival, unless there are enough with lower digests. */
  private static Optional<HeadState> join(HeadState state, Rival rival) {
    List<Rival> rivals = new ArrayList<>(state.rivals());
    rivals.add(rival);
    HeadState next = state.withRivals(rivals);
    if (next.rivals().size() <= MAX_RIVALS) {
      return Optional.of(next);
    }
    HeadState fewer = next.withRivals(next.rivals().subList(0, MAX_RIVALS));
    return fewer.rival(rival.digest()).isPresent() ? Optional.of(fewer) : Optional.empty();
  }

  private static HeadAlert equivocation(HeadState state, CataloguePosition newcomer) {
    CataloguePosition head = state.rivals().get(0).position();
    CataloguePosition other = head.equals(newcomer) ? state.rivals().get(1).position() : newcomer;
    return new HeadAlert.Equivocation(head, other);
  }

  private static Step refresh(HeadState state, Rival known, SignedAnnouncement signed) {
    Announcement heard = signed.announcement();
    boolean newerThanKnown =
        known.announcement().isEmpty() || heard.stamp().issuedMillis() > issuedLast(state, known);
    if (!newerThanKnown) {
      return new Step(state, new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.KNOWN));
    }
    boolean isHead = state.rivals().get(0).digest().equals(known.digest());
    HeadState next =
        state
            .replacing(known.announcedBy(signed))
            .fresh(heard.stamp().issuedMillis(), isHead ? Optional.of(signed) : state.newest());
    return new Step(next, new HeadOutcome.Refreshed(heard.position(), heard.hints()));
  }

  /** Freshness is counted for the head; a rival's repetitions past the head's are news once. */
  private static long issuedLast(HeadState state, Rival known) {
    boolean isHead = state.rivals().get(0).digest().equals(known.digest());
    return isHead && state.newest().isPresent()
        ? state.newest().get().announcement().stamp().issuedMillis()
        : state.freshMillis();
  }
}
