package org.annals.importer.disk;

import java.util.Optional;
import org.annals.quota.Account;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.jspecify.annotations.Nullable;

/**
 * Counts the length of one file: bytes are reserved before the file grows, counted as used when
 * they are there, and given back when it shrinks.
 *
 * <p>Room can be reserved ahead of an operation that must not stop half-way; growth is taken from
 * there first. Thread-safe.
 */
public final class FileGrowth implements AutoCloseable {
  private final StorageReservations reservations;
  private final Account account;
  private final StorageKind kind;
  private long counted;
  private @Nullable Reservation ahead;

  /** Starts with an empty file. */
  public FileGrowth(StorageReservations reservations, Account account, StorageKind kind) {
    this.reservations = reservations;
    this.account = account;
    this.kind = kind;
  }

  /** For another file of the same account and kind, which is empty. */
  public FileGrowth forAnotherFile() {
    return new FileGrowth(reservations, account, kind);
  }

  /** Sets the length that was found on disk at the start. */
  public synchronized void found(long length) {
    if (length > counted) {
      reservations.found(account, kind, length - counted);
      counted = length;
    } else {
      shrunk(length);
    }
  }

  /** Bytes counted as used. */
  public synchronized long length() {
    return counted;
  }

  /**
   * Sees to it that this many bytes of growth are reserved.
   *
   * @return why not, or empty when they are
   */
  public synchronized Optional<ReserveOutcome.Refused> reserveAhead(long bytes) {
    long have = ahead == null ? 0 : ahead.remaining();
    if (have >= bytes) {
      return Optional.empty();
    }
    // The rest only, and the old reservation is kept until it is merged: never more than needed.
    ReserveOutcome outcome = reservations.reserve(account, kind, bytes - have);
    if (outcome instanceof ReserveOutcome.Refused refused) {
      return Optional.of(refused);
    }
    Reservation more = ((ReserveOutcome.Granted) outcome).reservation();
    ahead = ahead == null ? more : new JoinedReservation(ahead, more);
    return Optional.empty();
  }

  /** Bytes of growth that are reserved now. */
  public synchronized long ahead() {
    return ahead == null ? 0 : ahead.remaining();
  }

  /** Reserves so many bytes of growth, or as many as there is room for; gives back the rest. */
  public synchronized void keepAhead(long bytes) {
    if (ahead() == bytes) {
      return;
    }
    if (ahead() < bytes) {
      long missing = reserveAhead(bytes).map(ReserveOutcome.Refused::missing).orElse(0L);
      if (missing > 0) {
        var unused = reserveAhead(bytes - missing);
      }
    } else if (reservations.reserve(account, kind, bytes)
        instanceof ReserveOutcome.Granted granted) {
      releaseAhead();
      ahead = granted.reservation();
    }
  }

  /** Gives back what was reserved ahead and is not used. */
  public synchronized void releaseAhead() {
    if (ahead != null) {
      ahead.close();
      ahead = null;
    }
  }

  /**
   * Asks for leave to grow; does nothing when the file is that long already.
   *
   * @throws StorageRefusedException when there is no room; nothing may be written then
   */
  public synchronized void growing(long newLength) throws StorageRefusedException {
    Optional<ReserveOutcome.Refused> refused = reserveAhead(newLength - counted);
    if (refused.isPresent()) {
      throw new StorageRefusedException(refused.get().reason(), refused.get().missing());
    }
  }

  /** Counts what is there now, after a write or a failed one; leave for it was given before. */
  public synchronized void grown(long newLength) {
    long more = newLength - counted;
    if (more <= 0) {
      return;
    }
    if (ahead != null) {
      long covered = Math.min(more, ahead.remaining());
      ahead.stored(covered);
      more -= covered;
      if (ahead.remaining() == 0) {
        releaseAhead();
      }
    }
    if (more > 0) {
      reservations.found(account, kind, more);
    }
    counted = newLength;
  }

  /** Counts bytes that are gone. */
  public synchronized void shrunk(long newLength) {
    if (newLength < counted) {
      reservations.freed(account, kind, counted - newLength);
      counted = newLength;
    }
  }

  /** Gives back what is reserved; what is used stays counted. */
  @Override
  public void close() {
    releaseAhead();
  }
}
