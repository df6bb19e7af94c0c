package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import org.annals.quota.Account;
import org.annals.quota.TransferTotals;
import org.annals.quota.UnlimitedStorage;

/**
 * Counts in a node's database, and says each number once it is durable, until it is killed. Between
 * the numbers it writes something else, of the length that it is told.
 */
final class CountingChild {
  private CountingChild() {}

  public static void main(String[] arguments) throws Exception {
    Random random = new Random(Long.parseLong(arguments[1]));
    int longest = Integer.parseInt(arguments[2]);
    try (NodeDatabase database = NodeDatabase.open(Path.of(arguments[0]), new UnlimitedStorage())) {
      Settings settings = new Settings(database);
      int count = count(database);
      while (true) {
        if (random.nextBoolean()) {
          settings.put("other " + random.nextInt(50), "x".repeat(random.nextInt(longest)));
        }
        count++;
        Map<Account, TransferTotals> counted =
            Map.of(Account.NODE, new TransferTotals(0, 0, count, count));
        new TrafficTable(database).put(LocalDate.EPOCH, counted, counted);
        System.out.println(count);
        Thread.sleep(random.nextInt(10));
      }
    }
  }

  static int count(NodeDatabase database) throws IOException {
    return (int)
        new TrafficTable(database)
            .totals()
            .getOrDefault(Account.NODE, TransferTotals.NONE)
            .downPayload();
  }
}
