package org.annals.node.database;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.StorageCap;
import org.annals.quota.schedule.AccountLimits;
import org.annals.quota.schedule.Pause;
import org.annals.quota.schedule.TransferRules;
import org.annals.quota.schedule.WeeklySchedule;
import org.annals.quota.schedule.WeeklyWindow;
import org.jspecify.annotations.Nullable;

/** The limits that people have set. NULL in a column of bytes means unlimited. Thread-safe. */
public final class LimitTable {
  private static final String RESUMED = "resumed";

  private final NodeDatabase database;

  /** The tables in this database. */
  public LimitTable(NodeDatabase database) {
    this.database = database;
  }

  /** Everything that was set; accounts for which nobody set anything are missing. */
  public Map<Account, AccountLimits> all() throws IOException {
    Map<Account, WeeklySchedule> schedules = schedules();
    Map<Account, AccountLimits> all = new HashMap<>();
    database.query(
        "SELECT * FROM account_limit",
        row -> {
          Account account = new Account(row.getString("account"));
          all.put(account, read(row, schedules.getOrDefault(account, WeeklySchedule.NONE)));
          return account;
        });
    return all;
  }

  private Map<Account, WeeklySchedule> schedules() throws IOException {
    Map<Account, WeeklySchedule> all = new HashMap<>();
    database.query(
        "SELECT * FROM schedule_window",
        row -> {
          Account account = new Account(row.getString("account"));
          WeeklyWindow window = WeeklyWindow.parse(row.getString("part")).orElseThrow();
          WeeklySchedule.Rates rates =
              new WeeklySchedule.Rates(
                  row.getBoolean("sets_up") ? Optional.of(rate(row, "up")) : Optional.empty(),
                  row.getBoolean("sets_down") ? Optional.of(rate(row, "down")) : Optional.empty());
          all.put(account, all.getOrDefault(account, WeeklySchedule.NONE).with(window, rates));
          return account;
        });
    return all;
  }

  private static AccountLimits read(ResultSet row, WeeklySchedule schedule) throws SQLException {
    OptionalLong disk = number(row, "disk");
    TransferRules rules =
        new TransferRules(
            new RateLimits(rate(row, "up"), rate(row, "down")),
            new RateLimits(rate(row, "slow_up"), rate(row, "slow_down")),
            row.getBoolean("slow"),
            schedule,
            pause(row.getString("paused_until")),
            number(row, "monthly"));
    return new AccountLimits(
        rules, disk.isPresent() ? StorageCap.bytes(disk.getAsLong()) : StorageCap.unlimited());
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Rate rate(ResultSet row, String column) throws SQLException {
    OptionalLong value = number(row, column);
    return value.isPresent() ? Rate.bytesPerSecond(value.getAsLong()) : Rate.unlimited();
  }

  private static Pause pause(@Nullable String text) {
    if (text == null) {
      return Pause.none();
    }
    return text.equals(RESUMED) ? Pause.untilResumed() : Pause.until(Instant.parse(text));
  }

  /** Replaces what is set for an account; durable when it returns. */
  public void put(Account account, AccountLimits limits) throws IOException {
    database.transaction(
        () -> {
          putRow(account, limits);
          database.update("DELETE FROM schedule_window WHERE account = ?", account.name());
          for (Map.Entry<WeeklyWindow, WeeklySchedule.Rates> each :
              limits.transfer().schedule().windows().entrySet()) {
            putWindow(account, each.getKey(), each.getValue());
          }
        });
  }

  private void putRow(Account account, AccountLimits limits) throws IOException {
    TransferRules rules = limits.transfer();
    database.update(
        "MERGE INTO account_limit KEY (account) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        account.name(),
        column(rules.normal().up()),
        column(rules.normal().down()),
        limits.disk() instanceof StorageCap.Limited cap ? cap.bytes() : null,
        rules.monthlyBytes().isPresent() ? rules.monthlyBytes().getAsLong() : null,
        rules.slowOn(),
        column(rules.slow().up()),
        column(rules.slow().down()),
        column(rules.pause()));
  }

  private void putWindow(Account account, WeeklyWindow window, WeeklySchedule.Rates rates)
      throws IOException {
    database.update(
        "INSERT INTO schedule_window VALUES (?, ?, ?, ?, ?, ?)",
        account.name(),
        window.toString(),
        rates.up().isPresent(),
        rates.up().map(LimitTable::column).orElse(null),
        rates.down().isPresent(),
        rates.down().map(LimitTable::column).orElse(null));
  }

  private static @Nullable Long column(Rate rate) {
    return rate instanceof Rate.Limited limited ? limited.bytesPerSecond() : null;
  }

  private static @Nullable String column(Pause pause) {
    if (pause instanceof Pause.None) {
      return null;
    }
    return pause.end().map(Instant::toString).orElse(RESUMED);
  }
}
