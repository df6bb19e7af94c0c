package org.annals.seeder.directory;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.Ticket;
import org.annals.quota.TransferGate;
import org.annals.seeder.ArchiveTransport.FetchFailure;
import org.annals.seeder.ArchiveTransport.FetchListener;
import org.annals.seeder.ArchiveTransport.Order;
import org.annals.seeder.directory.SharedFolder.Offer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fetch: looks for a dictionary, then piece by piece for its bytes, and asks the gate before
 * each block. Steps run one after the other on the worker; the lock keeps {@link #stop} from
 * returning in the middle of one.
 */
final class DirectoryFetch {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryFetch.class);
  private static final int BLOCK = 128 * 1024;

  /** What a fetch needs from its transport. */
  record Surroundings(
      SharedFolder folder,
      TransferGate gate,
      StorageReservations storage,
      ScheduledExecutorService worker,
      Duration poll) {}

  /** A piece on its way from an offer, with its first bytes there. */
  private record Incoming(Offer offer, int piece, byte[] bytes, int filled) {
    int nextBlock() {
      return Math.min(BLOCK, bytes.length - filled);
    }
  }

  /** An offer that failed to give a piece; not asked for it again until nothing else is left. */
  private record Doubt(Offer offer, int piece) {}

  private final Order order;
  private final FetchListener listener;
  private final Surroundings around;
  private final Set<Doubt> doubts = new HashSet<>();
  private @Nullable PieceTable table;
  private @Nullable PartialFile file;
  private @Nullable Reservation reservation;
  private @Nullable Ticket ticket;
  private boolean stopped;
  private boolean done;
  private long received;
  private int offers;

  DirectoryFetch(Order order, FetchListener listener, Surroundings around) {
    this.order = order;
    this.listener = listener;
    this.around = around;
  }

  Order order() {
    return order;
  }

  synchronized boolean done() {
    return done;
  }

  synchronized long have() {
    return done ? order.size() : file == null ? 0 : file.haveBytes();
  }

  synchronized long received() {
    return received;
  }

  synchronized int offers() {
    return offers;
  }

  /** Takes the next step on the worker. */
  void start() {
    around.worker().execute(() -> step(null));
  }

  /** After this no step runs and no handle is open. What is checked stays. */
  synchronized void stop() {
    stopped = true;
    release();
  }

  private void step(@Nullable Incoming granted) {
    Optional<Runnable> end;
    synchronized (this) {
      if (stopped || done) {
        return;
      }
      try {
        end = advance(granted);
      } catch (IOException e) {
        end = Optional.of(fail(new FetchFailure.Disk(e.toString())));
      }
    }
    // Outside the lock: the listener may ask for this fetch's state.
    end.ifPresent(Runnable::run);
  }

  /** Does what can be done now; answers with the news for the listener once it has ended. */
  private Optional<Runnable> advance(@Nullable Incoming granted) throws IOException {
    if (granted != null && !receive(granted)) {
      return Optional.empty();
    }
    if (table == null) {
      Optional<Runnable> rejected = lookForDictionary();
      if (rejected.isPresent()) {
        return rejected;
      }
    }
    PieceTable known = table;
    if (known == null) {
      later();
      return Optional.empty();
    }
    if (file == null) {
      Optional<Runnable> refused = open(known);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return next(known);
  }

  private Optional<Runnable> lookForDictionary() throws IOException {
    List<Offer> found = around.folder().offers(order.infoHash());
    offers = found.size();
    for (Offer offer : found) {
      byte[] dictionary = readDictionary(offer);
      if (PieceTable.hashOf(dictionary).equals(order.infoHash())) {
        Optional<PieceTable> fits = PieceTable.of(order, dictionary);
        if (fits.isEmpty()) {
          return Optional.of(
              fail(
                  new FetchFailure.Rejected(
                      "its metadata is not of "
                          + order.name()
                          + " with "
                          + order.size()
                          + " bytes")));
        }
        table = fits.get();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static byte[] readDictionary(Offer offer) {
    try {
      return offer.dictionary();
    } catch (IOException e) {
      LOG.debug("Offer {} cannot be read", offer, e);
      return new byte[0];
    }
  }

  private Optional<Runnable> open(PieceTable known) throws IOException {
    // Asked for the whole file before anything is created: nothing is written where it is refused.
    long bytes = PartialFile.toReserve(known, order.target());
    ReserveOutcome outcome = around.storage().reserve(order.account(), StorageKind.PARTIAL, bytes);
    if (outcome instanceof ReserveOutcome.Granted granted) {
      reservation = granted.reservation();
      PartialFile opened = PartialFile.open(known, order.target(), granted.reservation());
      file = opened;
      around
          .folder()
          .offerPartial(
              order.infoHash(),
              known.info().dictionary(),
              order.target(),
              PartialFile.recordOf(order.target()));
      return Optional.empty();
    }
    return Optional.of(fail(new FetchFailure.NoRoom(((ReserveOutcome.Refused) outcome).reason())));
  }

  private Optional<Runnable> next(PieceTable known) throws IOException {
    PartialFile open = requireNonNull(file, "file is null");
    if (open.complete()) {
      return Optional.of(complete(known, open));
    }
    List<Offer> found = around.folder().offers(order.infoHash());
    offers = found.size();
    for (int piece = open.nextMissing(0); piece >= 0; piece = open.nextMissing(piece + 1)) {
      for (Offer offer : found) {
        if (!doubts.contains(new Doubt(offer, piece)) && claims(offer, piece, known)) {
          ask(new Incoming(offer, piece, new byte[known.length(piece)], 0));
          return Optional.empty();
        }
      }
    }
    doubts.clear();
    later();
    return Optional.empty();
  }

  private static boolean claims(Offer offer, int piece, PieceTable known) {
    try {
      return offer.claims(piece, PartialFile.recordBytes(known));
    } catch (IOException e) {
      LOG.debug("Offer {} cannot be read", offer, e);
      return false;
    }
  }

  private void ask(Incoming incoming) {
    Flow flow = new Flow(order.account(), order.name(), incoming.offer().participant().toString());
    ticket = around.gate().ask(flow, Direction.DOWN, incoming.nextBlock(), () -> granted(incoming));
  }

  private void granted(Incoming incoming) {
    synchronized (this) {
      if (stopped) {
        return;
      }
    }
    around.worker().execute(() -> step(incoming));
  }

  /** Reads a block; true when there is nothing more to wait for in this piece. */
  private boolean receive(Incoming incoming) throws IOException {
    PieceTable known = requireNonNull(table, "table is null");
    byte[] bytes = incoming.bytes();
    int length = incoming.nextBlock();
    ByteBuffer block = ByteBuffer.wrap(bytes, incoming.filled(), length);
    long offset = known.offset(incoming.piece()) + incoming.filled();
    if (!read(incoming.offer(), block, offset)) {
      doubts.add(new Doubt(incoming.offer(), incoming.piece()));
      return true;
    }
    received += length;
    around.gate().moved(order.account(), Direction.DOWN, length, length);
    int filled = incoming.filled() + length;
    if (filled < bytes.length) {
      ask(new Incoming(incoming.offer(), incoming.piece(), bytes, filled));
      return false;
    }
    if (known.matches(incoming.piece(), bytes)) {
      requireNonNull(file, "file is null").put(incoming.piece(), bytes);
    } else {
      LOG.warn("{} has a wrong piece {}", incoming.offer(), incoming.piece());
      doubts.add(new Doubt(incoming.offer(), incoming.piece()));
    }
    return true;
  }

  private static boolean read(Offer offer, ByteBuffer block, long offset) {
    try {
      return offer.read(block, offset);
    } catch (IOException e) {
      LOG.debug("Offer {} cannot be read", offer, e);
      return false;
    }
  }

  private void later() {
    var unused =
        around.worker().schedule(() -> step(null), around.poll().toNanos(), TimeUnit.NANOSECONDS);
  }

  private Runnable complete(PieceTable known, PartialFile open) throws IOException {
    open.finish();
    // The record is gone.
    around.storage().freed(order.account(), StorageKind.PARTIAL, PartialFile.recordBytes(known));
    file = null;
    done = true;
    requireNonNull(reservation, "reservation is null").close();
    around.folder().offer(order.infoHash(), known.info().dictionary(), order.target());
    return () -> listener.completed(known.info(), order.target());
  }

  private Runnable fail(FetchFailure failure) {
    stopped = true;
    release();
    return () -> listener.failed(failure);
  }

  private void release() {
    if (ticket != null) {
      ticket.cancel();
    }
    try {
      if (file != null) {
        file.close();
        file = null;
      }
      around.folder().withdraw(order.infoHash());
    } catch (IOException e) {
      LOG.warn("{} was not put away cleanly", order.target(), e);
    }
    if (reservation != null) {
      reservation.close();
    }
  }
}
