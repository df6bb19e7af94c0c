package org.annals.node.database;

import java.nio.file.Path;
import java.util.Random;
import org.annals.quota.UnlimitedStorage;

/** Counts in a node's database, and says each number once it is durable, until it is killed. */
final class CountingChild {
  private CountingChild() {}

  public static void main(String[] arguments) throws Exception {
    Random random = new Random(Long.parseLong(arguments[1]));
    try (NodeDatabase database = NodeDatabase.open(Path.of(arguments[0]), new UnlimitedStorage())) {
      Settings settings = new Settings(database);
      int count = settings.get("count").map(Integer::parseInt).orElse(0);
      while (true) {
        settings.put("other " + random.nextInt(50), "x".repeat(random.nextInt(2_000)));
        count++;
        settings.put("count", Integer.toString(count));
        System.out.println(count);
        Thread.sleep(random.nextInt(10));
      }
    }
  }
}
