package org.annals.importer.database;

import java.io.IOException;
import org.annals.importer.disk.StorageRefusedException;
import org.h2.mvstore.MVStoreException;

/** Runs a change under the writer's lock: commits it, or rolls it back whatever stopped it. */
final class Transaction {
  private final MessageDatabase database;
  private final DatabaseFile file;

  Transaction(MessageDatabase database, DatabaseFile file) {
    this.database = database;
    this.file = file;
  }

  WriteOutcome run(MessageDatabase.Change change) throws IOException {
    boolean done = false;
    try {
      IngestCounts counts = change.apply();
      file.commit();
      done = true;
      return new WriteOutcome.Done(counts);
    } catch (MVStoreException e) {
      throw DatabaseFile.cause(e);
    } catch (StorageRefusedException e) {
      return new WriteOutcome.Refused(String.valueOf(e.getMessage()), e.missing());
    } finally {
      if (!done) {
        database.undo();
      }
    }
  }
}
