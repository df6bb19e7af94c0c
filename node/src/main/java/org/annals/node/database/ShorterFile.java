package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.annals.importer.disk.FileGrowth;
import org.annals.keys.AtomicFile;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Writes the file of a closed H2 database anew, without its free space. H2's own ways to do that
 * move what is live over what was given up, which loses commits when the process is killed
 * meanwhile; a copy takes the file's place when it is whole, or not at all.
 */
final class ShorterFile {
  private final Path file;
  private final Path fresh;

  /** Of this database file. Deletes what a killed process left of a copy. */
  ShorterFile(Path file) throws IOException {
    this.file = file;
    this.fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
  }

  /**
   * Copies, and puts the copy in place; without room for both nothing is done.
   *
   * @param growth of the file as it is
   * @return the growth of the file that is there then
   * @throws IOException when the disk fails; the file is the one that it was or the copy then, and
   *     counted as if it were as long as before
   */
  FileGrowth write(FileGrowth growth) throws IOException {
    FileGrowth copied = growth.forAnotherFile();
    // What is kept ahead for changes is not needed while nothing can change.
    growth.releaseAhead();
    if (copied.reserveAhead(growth.length()).isPresent()) {
      return growth;
    }
    boolean inPlace = false;
    try {
      MVStore.compact(file.toString(), fresh.toString(), false, null);
      AtomicFile.sync(fresh);
      long length = Files.size(fresh);
      AtomicFile.rename(fresh, file);
      inPlace = true;
      copied.grown(length);
      growth.shrunk(0);
      growth.close();
      return copied;
    } catch (MVStoreException | DbException | CompletionException e) {
      throw new IOException("the node's database could not be copied: " + e.getMessage(), e);
    } finally {
      copied.releaseAhead();
      if (!inPlace) {
        Files.deleteIfExists(fresh);
      }
    }
  }
}
