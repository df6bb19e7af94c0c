package org.annals.node.run;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.annals.archiver.InfoHash;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Community;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunk that may be begun while another one is imported: one at most in all communities, of the
 * same community as the other one. Thread-safe.
 */
final class ImportAhead {
  private static final Logger log = LoggerFactory.getLogger(ImportAhead.class);

  private Optional<WaitingImport> ahead = Optional.empty();

  /**
   * What may be begun.
   *
   * @param following what follows by the ledger as it is when it is asked: a chunk that is marked
   *     as gone before {@link #letGo} is not said, or was said and is let go of
   */
  synchronized Optional<LedgerEntry> of(
      WaitingImport current, Supplier<Optional<WaitingImport>> following) {
    ahead = following.get().filter(each -> each.community().equals(current.community()));
    return ahead.map(WaitingImport::entry);
  }

  /** See {@link ImportLane#letGo}. */
  void letGo(InfoHash file) throws IOException {
    Optional<WaitingImport> begun = said(each -> each.entry().infoHash().equals(file));
    if (begun.isPresent()) {
      letGo(begun.get());
    }
  }

  private synchronized Optional<WaitingImport> said(Predicate<WaitingImport> which) {
    return ahead.filter(which);
  }

  /** The next import is one of this community: lets go of what was begun in another one. */
  void goOnIn(Community community) {
    close(said(each -> !each.community().equals(community)));
  }

  /** No import follows. */
  void end() {
    close(said(each -> true));
  }

  private void close(Optional<WaitingImport> begun) {
    try {
      if (begun.isPresent()) {
        letGo(begun.get());
      }
    } catch (IOException e) {
      log.error("chunk {} could not be closed", begun.get().entry().chunk(), e);
    }
  }

  private static void letGo(WaitingImport begun) throws IOException {
    begun.community().filling().letGo(begun.entry().chunk());
  }
}
