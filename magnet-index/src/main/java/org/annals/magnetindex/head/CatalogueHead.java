package org.annals.magnetindex.head;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.annals.archiver.CommunityId;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.magnetindex.announcement.AnnouncementCodec;
import org.annals.magnetindex.announcement.AnnouncementReading;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.CatalogueReading;
import org.annals.magnetindex.catalogue.SignedCatalogue;

/**
 * One community's head: hears announcements, takes catalogues, says what counts now.
 *
 * <ul>
 *   <li>Signatures are checked here; bytes may come from anybody.
 *   <li>Every change is durable before a method returns it or {@link #view} shows it. When the
 *       store fails, nothing has changed.
 *   <li>The accepted (epoch, sequence, digest) never falls, over restarts too.
 *   <li>Both sides of an equivocation are kept as evidence.
 * </ul>
 *
 * <p>Thread-safe; methods that change something wait for the store.
 */
public final class CatalogueHead {
  private final CommunityId community;
  private final CatalogueStore store;
  private final AnnalsSignatures signatures;
  private final Clock clock;
  private final ChunkClocks clocks;
  private final CheckBudget budget;
  private volatile Current current;

  /** A state and what it looks like, made once: a view can be large. */
  private record Current(HeadState state, HeadView view) {
    static Current of(HeadState state) {
      return new Current(state, state.view());
    }
  }

  private CatalogueHead(Surroundings surroundings, HeadState state) {
    this.community = state.community();
    this.store = surroundings.store();
    this.signatures = surroundings.signatures();
    this.clock = surroundings.clock();
    this.clocks = surroundings.clocks();
    this.budget = new CheckBudget(surroundings.ticker());
    this.current = Current.of(state);
  }

  /**
   * What a head works with.
   *
   * @param ticker nanoseconds, monotonic
   * @param clocks of the chunks that this home has
   */
  public record Surroundings(
      CatalogueStore store,
      AnnalsSignatures signatures,
      Clock clock,
      LongSupplier ticker,
      ChunkClocks clocks) {
    /** Of a home that knows no more of chunks than catalogues say. */
    public Surroundings(
        CatalogueStore store, AnnalsSignatures signatures, Clock clock, LongSupplier ticker) {
      this(store, signatures, clock, ticker, ChunkClocks.UNKNOWN);
    }
  }

  /**
   * Opens a community's head as it was saved, or an empty one.
   *
   * @throws IOException when the store fails or what it holds is damaged
   */
  public static CatalogueHead open(CommunityId community, Surroundings surroundings)
      throws IOException {
    Optional<CatalogueStore.Saved> saved = surroundings.store().load(community);
    if (saved.isEmpty()) {
      return new CatalogueHead(surroundings, HeadState.empty(community));
    }
    try {
      Contents contents =
          saved.get().contents().isPresent()
              ? HeadCodec.readContents(saved.get().contents().get())
              : Contents.NONE;
      HeadState state = HeadCodec.read(community, saved.get().mark(), contents);
      return new CatalogueHead(surroundings, state);
    } catch (MalformedException | IllegalArgumentException e) {
      throw new IOException("the saved head of " + community + " is damaged", e);
    }
  }

  /** What counts now. */
  public HeadView view() {
    return current.view();
  }

  /** An announcement from anywhere. */
  public synchronized HeadOutcome hear(byte[] signedAnnouncement) throws IOException {
    HeadState state = current.state();
    boolean again =
        state
            .newest()
            .filter(newest -> Arrays.equals(newest.bytes(), signedAnnouncement))
            .isPresent();
    if (again) {
      return new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.KNOWN);
    }
    if (!budget.allows()) {
      return new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.BUSY);
    }
    AnnouncementReading reading = AnnouncementCodec.read(community, signedAnnouncement, signatures);
    if (reading instanceof AnnouncementReading.Verified verified) {
      return take(Acceptance.announcement(state, verified.signed(), clock.millis()));
    }
    if (reading instanceof AnnouncementReading.Unsupported unsupported) {
      return updateNeeded(state, unsupported.what());
    }
    budget.failed();
    return new HeadOutcome.Rejected(((AnnouncementReading.Rejected) reading).reason());
  }

  /**
   * A catalogue's file from anywhere. What comes into force or waits for the member's word is kept
   * in the store.
   */
  public synchronized HeadOutcome offer(byte[] file) throws IOException {
    return offer(file, false);
  }

  /**
   * The file that a wanted link led to, its info hash checked. When it is no catalogue or not the
   * announced one, it is not wanted any more: no peer could give a better one.
   */
  public synchronized HeadOutcome fetched(CatalogueLink link, byte[] file) throws IOException {
    HeadOutcome outcome = offer(file, false);
    Optional<Rival> useless =
        current
            .state()
            .rival(link.digest())
            .filter(rival -> rival.disposition() == Rival.Disposition.WANTED)
            .filter(rival -> rival.link().filter(link::equals).isPresent());
    if (useless.isEmpty()) {
      return outcome;
    }
    HeadState next = current.state().replacing(useless.get().with(Rival.Disposition.REFUSED, true));
    return take(
        new Step(
            next,
            outcome instanceof HeadOutcome.Rejected
                ? outcome
                : new HeadOutcome.Rejected("the file is not the announced catalogue")));
  }

  /**
   * The member's word on a catalogue that removes more than a quarter of the chunks.
   *
   * @param yes whether to follow it
   */
  public synchronized HeadOutcome word(Digest catalogue, boolean yes) throws IOException {
    HeadState state = current.state();
    Optional<Rival> waiting =
        state.rival(catalogue).filter(rival -> rival.disposition() == Rival.Disposition.WAITING);
    Optional<byte[]> file = store.catalogue(community, catalogue);
    if (waiting.isEmpty() || file.isEmpty()) {
      return new HeadOutcome.Rejected("no catalogue " + catalogue + " waits for a word");
    }
    if (yes) {
      return offer(file.get(), true);
    }
    HeadState next =
        state
            .replacing(waiting.get().with(Rival.Disposition.DECLINED, true))
            .withNotes(
                state.notes().stream()
                    .filter(
                        note ->
                            !(note instanceof HeadAlert.NeedsWord needed
                                && needed.catalogue().equals(catalogue)))
                    .toList());
    return take(new Step(next, new HeadOutcome.Ignored(HeadOutcome.Ignored.Reason.DECLINED)));
  }

  /**
   * Puts the owner's own catalogue into force: its file is durable, then the head. Only after this
   * returned {@link HeadOutcome.Applied} may its signature leave the process. The view then has its
   * link, and {@link CatalogueStore#catalogue} its file.
   */
  public synchronized HeadOutcome publish(SignedCatalogue signed) throws IOException {
    byte[] file = CatalogueFile.write(signed);
    store.keepCatalogue(community, signed.digest(), file);
    Step step = Acceptance.catalogue(current.state(), signed, knowledge(), true);
    if (!(step.outcome() instanceof HeadOutcome.Applied)) {
      return step.outcome();
    }
    Rival own =
        step.next()
            .rival(signed.digest())
            .orElseThrow()
            .linked(CatalogueLink.of(signed.digest(), file));
    return take(new Step(step.next().replacing(own), step.outcome()));
  }

  private Knowledge knowledge() {
    return new Knowledge(clock.millis(), clocks);
  }

  private HeadOutcome offer(byte[] file, boolean word) throws IOException {
    CatalogueReading reading = CatalogueFile.read(community, file, signatures);
    if (reading instanceof CatalogueReading.Unsupported unsupported) {
      HeadState state = current.state();
      HeadState next =
          state
              .rival(unsupported.digest())
              .map(rival -> state.replacing(rival.with(Rival.Disposition.UNSUPPORTED, true)))
              .orElse(state);
      return updateNeeded(next, unsupported.what());
    }
    if (reading instanceof CatalogueReading.Rejected rejected) {
      return new HeadOutcome.Rejected(rejected.reason());
    }
    SignedCatalogue signed = ((CatalogueReading.Verified) reading).signed();
    Step step = Acceptance.catalogue(current.state(), signed, knowledge(), word);
    if (step.outcome() instanceof HeadOutcome.Applied
        || step.outcome() instanceof HeadOutcome.Waiting) {
      store.keepCatalogue(community, signed.digest(), file);
    }
    return take(step);
  }

  private HeadOutcome take(Step step) throws IOException {
    HeadState before = current.state();
    HeadState next = step.next();
    if (next.equals(before)) {
      return step.outcome();
    }
    if (next.rivals().size() > 1 && !next.rivals().equals(before.rivals())) {
      for (Rival rival : next.rivals()) {
        Optional<byte[]> announcement = rival.announcement().map(SignedAnnouncement::bytes);
        store.keepEvidence(community, new CatalogueStore.Evidence(rival.position(), announcement));
      }
    }
    boolean sameContents = next.contents().equals(before.contents());
    store.save(
        community,
        new CatalogueStore.Saving(
            next.rivals().get(0).position(),
            HeadCodec.mark(next),
            sameContents ? Optional.empty() : Optional.of(HeadCodec.contents(next.contents()))));
    current = Current.of(next);
    return step.outcome();
  }

  /** Shown until something newer is understood; not worth a write, it comes again. */
  private HeadOutcome updateNeeded(HeadState state, String what) {
    HeadAlert.UpdateNeeded alert = new HeadAlert.UpdateNeeded(what);
    List<HeadAlert> notes = new ArrayList<>(state.notes());
    notes.removeIf(HeadAlert.UpdateNeeded.class::isInstance);
    notes.add(alert);
    HeadState next = state.withNotes(notes);
    if (!next.equals(current.state())) {
      current = Current.of(next);
    }
    return new HeadOutcome.Unsupported(alert);
  }
}
