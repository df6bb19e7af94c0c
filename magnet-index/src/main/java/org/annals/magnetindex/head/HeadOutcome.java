package org.annals.magnetindex.head;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.PeerAddress;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.RemovedChunk;

/**
 * What an announcement or a catalogue changed. Whatever it says is durable already.
 *
 * <p>Only {@link Accepted}, {@link Applied} and {@link Refreshed} change anything but alerts.
 */
public sealed interface HeadOutcome {
  /**
   * An announcement ranks higher than all before, or is a rival of the same sequence: its serving
   * switch and its newest chunks count from now on, its catalogue is wanted.
   *
   * @param accepted the accepted position now
   * @param before the one before, empty when this is the first ever
   * @param quietTime whether the catalogue is fetched only after the quiet time
   */
  record Accepted(
      CataloguePosition accepted,
      Optional<CataloguePosition> before,
      boolean quietTime,
      List<HeadAlert> alerts)
      implements HeadOutcome {
    public Accepted {
      alerts = List.copyOf(alerts);
    }
  }

  /**
   * A catalogue came into force.
   *
   * @param applied its position
   * @param added chunks that are listed now and were not
   * @param superseded chunks that were replaced
   * @param removed chunks that are removed now and were not
   */
  record Applied(
      CataloguePosition applied,
      List<CatalogueEntry> added,
      Set<ChunkId> superseded,
      List<RemovedChunk> removed,
      List<HeadAlert> alerts)
      implements HeadOutcome {
    public Applied {
      added = List.copyOf(added);
      superseded = Set.copyOf(superseded);
      removed = List.copyOf(removed);
      alerts = List.copyOf(alerts);
    }
  }

  /** The owner signed the same announcement again: it lives, and these are its addresses. */
  record Refreshed(CataloguePosition position, List<PeerAddress> hints) implements HeadOutcome {
    public Refreshed {
      hints = List.copyOf(hints);
    }
  }

  /** A catalogue removes too much to be followed without the member's word. */
  record Waiting(HeadAlert.NeedsWord alert) implements HeadOutcome {}

  /** Well-formed, but nothing new. */
  record Ignored(Reason reason) implements HeadOutcome {
    /** Why. */
    public enum Reason {
      /** It ranks lower than what is accepted. */
      OLDER,
      /** It is known. */
      KNOWN,
      /** The member said no to it. */
      DECLINED,
      /** Too many false signatures lately: it was not checked at all. */
      BUSY
    }
  }

  /** Not acted upon, the last good one stays; the user is told to update. */
  record Unsupported(HeadAlert.UpdateNeeded alert) implements HeadOutcome {}

  /** Not well-formed, not signed by the community's key, or against the rules. */
  record Rejected(String reason) implements HeadOutcome {}
}
