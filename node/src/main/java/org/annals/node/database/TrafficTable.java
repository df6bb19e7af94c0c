package org.annals.node.database;

import java.io.IOException;
import org.annals.quota.Account;
import org.annals.quota.TransferTotals;

/** Bytes moved by earlier runs, so that totals survive a restart. Thread-safe. */
public final class TrafficTable {
  private final NodeDatabase database;

  /** The table in this database. */
  public TrafficTable(NodeDatabase database) {
    this.database = database;
  }

  /** What is kept for an account. */
  public TransferTotals totals(Account account) throws IOException {
    return database
        .first(
            "SELECT up_payload, up_wire, down_payload, down_wire FROM traffic WHERE account = ?",
            row ->
                new TransferTotals(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
            account.name())
        .orElse(TransferTotals.NONE);
  }

  /** Replaces what is kept. */
  public void put(Account account, TransferTotals totals) throws IOException {
    database.update(
        "MERGE INTO traffic KEY (account) VALUES (?, ?, ?, ?, ?)",
        account.name(),
        totals.upPayload(),
        totals.upWire(),
        totals.downPayload(),
        totals.downWire());
  }
}
