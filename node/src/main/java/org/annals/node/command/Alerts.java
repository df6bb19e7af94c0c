package org.annals.node.command;

import org.annals.magnetindex.head.HeadAlert;

/** What alerts about a catalogue say to people. */
final class Alerts {
  private Alerts() {}

  static String text(HeadAlert alert) {
    if (alert instanceof HeadAlert.Equivocation) {
      return "The community's key signed two different catalogues with one number: two homes use it,"
          + " or it was stolen. Ask the owner. Nothing is lost: chunks of both are kept.";
    }
    if (alert instanceof HeadAlert.Vanished vanished) {
      return vanished.chunks().size()
          + " chunks left the catalogue without being removed. They are kept and served.";
    }
    if (alert instanceof HeadAlert.RemovedReturned returned) {
      return returned.chunks().size()
          + " chunks that were removed are listed again. They stay removed.";
    }
    if (alert instanceof HeadAlert.RemovalsForgotten forgotten) {
      return forgotten.count()
          + " removals are missing in the newest catalogue. They stay in force.";
    }
    if (alert instanceof HeadAlert.BadReplacement bad) {
      return "The chunk " + bad.by() + " claims to replace others that it cannot replace.";
    }
    if (alert instanceof HeadAlert.NeedsWord needed) {
      return "A catalogue removes "
          + needed.removed()
          + " of "
          + needed.of()
          + " chunks and waits for your word: 'annals community accept-removals --dry-run' shows what"
          + " would go, without --dry-run it goes.";
    }
    return "The newest catalogue is in a newer format ("
        + ((HeadAlert.UpdateNeeded) alert).what()
        + "): update Annals.";
  }
}
