package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annals.magnetindex.head.CatalogueStore;
import org.annals.magnetindex.head.CatalogueStoreContract;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueTableTest extends CatalogueStoreContract {
  @TempDir private Path directory;
  private final List<NodeDatabase> opened = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (NodeDatabase each : opened) {
      each.close();
    }
  }

  @Override
  protected CatalogueStore create() throws IOException {
    UnlimitedStorage storage = new UnlimitedStorage();
    NodeDatabase database = NodeDatabase.open(directory.resolve("node"), storage);
    opened.add(database);
    return new CatalogueTable(
        database,
        id -> new CatalogueFiles(directory.resolve(id.toString()), id.account(), storage));
  }

  @Override
  protected CatalogueStore reopen(CatalogueStore before) throws IOException {
    close();
    return create();
  }
}
