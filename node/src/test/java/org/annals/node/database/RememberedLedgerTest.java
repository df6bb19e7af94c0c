package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.store.ChunkLedger;
import org.annals.archiver.store.ChunkLedgerContract;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class RememberedLedgerTest extends ChunkLedgerContract {
  @TempDir private Path directory;
  private final List<NodeDatabase> opened = new ArrayList<>();

  private NodeDatabase open() throws IOException {
    NodeDatabase database = NodeDatabase.open(directory.resolve("node"), new UnlimitedStorage());
    opened.add(database);
    return database;
  }

  @AfterEach
  void close() throws IOException {
    for (NodeDatabase each : opened) {
      each.close();
    }
  }

  @Override
  protected ChunkLedger newLedger() throws IOException {
    return new RememberedLedger(new LedgerTable(open()));
  }

  @Override
  protected ChunkLedger reopened(ChunkLedger ledger) throws IOException {
    close();
    return new RememberedLedger(new LedgerTable(open()));
  }
}
