package org.annals.importer.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.annals.quota.Account;
import org.annals.quota.UnlimitedStorage;

/** Appends for ever and says what was acknowledged; ends itself at a random moment. */
final class JournalCrashChild {
  private JournalCrashChild() {}

  public static void main(String[] args) throws Exception {
    Random random = new Random(Long.parseLong(args[1]));
    try (LiveJournal journal =
        LiveJournal.open(Path.of(args[0]), new Account("c"), new UnlimitedStorage())) {
      Thread killer = new Thread(() -> halt(20 + random.nextInt(400)));
      killer.start();
      for (int i = 0; ; i++) {
        String name = args[1] + "-" + i;
        long clock = (i % 3) * Entries.WEEK + i;
        String payload = "x".repeat(random.nextInt(20_000));
        journal.append(List.of(Entries.message(name, clock, 1, null, false, 0, payload + name)));
        System.out.println(name);
        System.out.flush();
      }
    }
  }

  private static void halt(int afterMillis) {
    long end = System.nanoTime() + afterMillis * 1_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    Runtime.getRuntime().halt(9);
  }
}
