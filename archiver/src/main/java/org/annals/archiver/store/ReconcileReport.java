package org.annals.archiver.store;

import java.nio.file.Path;
import java.util.List;

/**
 * What a start found.
 *
 * @param held chunks whose bytes are here, ready to be served, by position
 * @param adopted of these, the ones that a crash had left out of the ledger
 * @param missing chunks whose file was gone; they are announced again
 * @param damaged chunks whose file had changed and was not good any more; they are announced again,
 *     and the file is set aside
 * @param deleted files that belonged to nothing
 * @param foreign files that Annals did not make; left alone
 */
public record ReconcileReport(
    List<LedgerEntry> held,
    List<LedgerEntry> adopted,
    List<LedgerEntry> missing,
    List<Damage> damaged,
    List<Path> deleted,
    List<Path> foreign) {
  public ReconcileReport {
    held = List.copyOf(held);
    adopted = List.copyOf(adopted);
    missing = List.copyOf(missing);
    damaged = List.copyOf(damaged);
    deleted = List.copyOf(deleted);
    foreign = List.copyOf(foreign);
  }
}
