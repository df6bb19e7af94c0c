package org.annals.node.database;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.quota.Account;
import org.annals.quota.TransferTotals;

/**
 * Bytes moved, in all runs together and on each day, so that they survive a restart. Thread-safe.
 */
public final class TrafficTable {
  /** More than a year, so that a month can be compared with that of the year before. */
  static final int DAYS_KEPT = 400;

  private final NodeDatabase database;

  /** The tables in this database. */
  public TrafficTable(NodeDatabase database) {
    this.database = database;
  }

  /** What is kept of all runs, by account. */
  public Map<Account, TransferTotals> totals() throws IOException {
    Map<Account, TransferTotals> all = new HashMap<>();
    database.query(
        "SELECT account, up_payload, up_wire, down_payload, down_wire FROM traffic",
        row -> all.put(new Account(row.getString(1)), totals(row)));
    return all;
  }

  /** What is kept of the days since this one, by account. */
  public Map<Account, SortedMap<LocalDate, TransferTotals>> days(LocalDate since)
      throws IOException {
    Map<Account, SortedMap<LocalDate, TransferTotals>> all = new HashMap<>();
    database.query(
        "SELECT account, up_payload, up_wire, down_payload, down_wire, local_day FROM traffic_day"
            + " WHERE local_day >= ?",
        row ->
            all.computeIfAbsent(new Account(row.getString(1)), account -> new TreeMap<>())
                .put(row.getObject(6, LocalDate.class), totals(row)),
        since);
    return all;
  }

  private static TransferTotals totals(ResultSet row) throws SQLException {
    return new TransferTotals(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
  }

  /**
   * Replaces what is kept of all runs and of a day, as one change.
   *
   * @param totals of all runs
   * @param today of this day
   */
  public void put(
      LocalDate day, Map<Account, TransferTotals> totals, Map<Account, TransferTotals> today)
      throws IOException {
    database.transaction(
        () -> {
          for (Map.Entry<Account, TransferTotals> each : totals.entrySet()) {
            TransferTotals moved = each.getValue();
            database.update(
                "MERGE INTO traffic KEY (account) VALUES (?, ?, ?, ?, ?)",
                each.getKey().name(),
                moved.upPayload(),
                moved.upWire(),
                moved.downPayload(),
                moved.downWire());
          }
          for (Map.Entry<Account, TransferTotals> each : today.entrySet()) {
            TransferTotals moved = each.getValue();
            database.update(
                "MERGE INTO traffic_day KEY (account, local_day) VALUES (?, ?, ?, ?, ?, ?)",
                each.getKey().name(),
                day,
                moved.upPayload(),
                moved.upWire(),
                moved.downPayload(),
                moved.downWire());
          }
        });
  }

  /** Forgets the days of long ago. */
  public void forget(LocalDate today) throws IOException {
    database.update("DELETE FROM traffic_day WHERE local_day < ?", today.minusDays(DAYS_KEPT));
  }
}
