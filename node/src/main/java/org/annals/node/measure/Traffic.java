package org.annals.node.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.annals.node.database.TrafficTable;
import org.annals.quota.Account;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferGate;
import org.annals.quota.TransferTotals;

/**
 * The bytes that this home has moved, in all of its runs: in total, by day, by month, and how fast
 * they move now. Days and months are those of the home's time zone. What is kept lags behind by the
 * time between two {@link #save}s; a killed process loses no more than that.
 *
 * <p>Thread-safe. {@link Account#NODE} means all communities together, also those that are not here
 * any more.
 */
public final class Traffic implements AutoCloseable {
  /** Rates are those of the last few seconds. */
  private static final long RATE_NANOS = 3_000_000_000L;

  private final TrafficTable table;
  private final TransferGate gate;
  private final Times times;
  private final RingFiles rings;
  private final Map<Account, TransferTotals> before;
  private final Map<Account, SortedMap<LocalDate, TransferTotals>> days;
  private final Map<Account, TransferTotals> counted = new HashMap<>();
  private final Map<Account, Deque<Reading>> recent = new HashMap<>();
  private Map<Account, TransferTotals> saved = Map.of();
  private LocalDate savedDay;

  private record Reading(long nanos, TransferTotals totals) {}

  /**
   * The time by which it counts.
   *
   * @param ticker monotonic nanoseconds
   * @param zone whose days and months are meant
   */
  public record Times(Clock clock, LongSupplier ticker, ZoneId zone) {
    LocalDate today() {
      return LocalDate.ofInstant(clock.instant(), zone);
    }
  }

  /**
   * Goes on with what is kept.
   *
   * @param directory for the files of past traffic
   */
  public Traffic(
      TrafficTable table,
      TransferGate gate,
      Path directory,
      StorageReservations storage,
      Times times)
      throws IOException {
    this.table = table;
    this.gate = gate;
    this.times = times;
    this.before = new HashMap<>(table.totals());
    this.savedDay = times.today();
    this.days = new HashMap<>(table.days(savedDay.minusDays(savedDay.lengthOfYear())));
    this.rings = new RingFiles(directory, storage);
    // Homes of the first version counted communities only.
    before.putIfAbsent(
        Account.NODE, before.values().stream().reduce(TransferTotals.NONE, TransferTotals::plus));
  }

  /** Counts what has moved since the last time; meant for every second. */
  public synchronized void count(Collection<Account> communities) {
    Instant now = times.clock().instant();
    long nanos = times.ticker().getAsLong();
    LocalDate today = times.today();
    for (Account each : communities) {
      count(each, now, nanos, today);
    }
    count(Account.NODE, now, nanos, today);
  }

  private void count(Account account, Instant now, long nanos, LocalDate today) {
    TransferTotals moved = moved(account);
    TransferTotals news = moved.minus(counted.getOrDefault(account, TransferTotals.NONE));
    counted.put(account, moved);
    Deque<Reading> readings = recent.computeIfAbsent(account, a -> new ArrayDeque<>());
    readings.addLast(new Reading(nanos, moved));
    while (readings.size() > 2 && nanos - readings.getFirst().nanos > RATE_NANOS) {
      readings.removeFirst();
    }
    boolean any = !news.equals(TransferTotals.NONE);
    if (any) {
      days.computeIfAbsent(account, a -> new TreeMap<>()).merge(today, news, TransferTotals::plus);
    }
    // The node's own row also tells when it ran at all.
    if (any || account.equals(Account.NODE)) {
      rings.add(account, now, news);
    }
  }

  /** What moved in this run. */
  private TransferTotals moved(Account account) {
    return account.equals(Account.NODE) ? gate.totals() : gate.totals(account);
  }

  /** Bytes moved in all runs, up to this moment. */
  public synchronized TransferTotals total(Account account) {
    return before.getOrDefault(account, TransferTotals.NONE).plus(moved(account));
  }

  /** Bytes moved today, up to the last count. */
  public synchronized TransferTotals today(Account account) {
    return days(account).getOrDefault(times.today(), TransferTotals.NONE);
  }

  /** Bytes moved in this calendar month, up to this moment. */
  public synchronized TransferTotals month(Account account) {
    TransferTotals uncounted =
        moved(account).minus(counted.getOrDefault(account, TransferTotals.NONE));
    return days(account).tailMap(times.today().withDayOfMonth(1)).values().stream()
        .reduce(uncounted, TransferTotals::plus);
  }

  /** Bytes moved on each day of the last year on which any moved, oldest first. */
  public synchronized SortedMap<LocalDate, TransferTotals> days(Account account) {
    return new TreeMap<>(days.getOrDefault(account, new TreeMap<>()));
  }

  /** How fast bytes have moved in the last few seconds; nothing when no node runs. */
  public synchronized Speed speed(Account account) {
    Deque<Reading> readings = recent.get(account);
    if (readings == null || readings.size() < 2) {
      return Speed.NONE;
    }
    Reading first = readings.getFirst();
    Reading last = readings.getLast();
    return Speed.of(last.totals.minus(first.totals), last.nanos - first.nanos);
  }

  /** What moved in each step from one moment to another, oldest first; unmeasured ones missing. */
  public List<Sample> series(Account account, Resolution resolution, Instant from, Instant to)
      throws IOException {
    return rings.series(account, resolution, from, to);
  }

  /** Keeps what has changed; durable when it returns. */
  public synchronized void save() throws IOException {
    if (!counted.equals(saved)) {
      Map<Account, TransferTotals> totals = new HashMap<>();
      Map<Account, TransferTotals> ofDay = new HashMap<>();
      LocalDate today = times.today();
      if (!savedDay.equals(today)) {
        saveDay(savedDay);
        table.forget(today);
      }
      counted.forEach(
          (account, moved) -> {
            if (!moved.equals(saved.get(account))) {
              totals.put(account, before.getOrDefault(account, TransferTotals.NONE).plus(moved));
              ofDay.put(account, days(account).getOrDefault(today, TransferTotals.NONE));
            }
          });
      table.put(today, totals, ofDay);
      saved = Map.copyOf(counted);
      savedDay = today;
    }
  }

  /** The last moments of a day that has ended since. */
  private void saveDay(LocalDate day) throws IOException {
    Map<Account, TransferTotals> ofDay = new HashMap<>();
    for (Account each : counted.keySet()) {
      TransferTotals moved = days(each).get(day);
      if (moved != null) {
        ofDay.put(each, moved);
      }
    }
    table.put(day, Map.of(), ofDay);
  }

  @Override
  public void close() throws IOException {
    rings.close();
  }
}
