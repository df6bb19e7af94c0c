package org.annals.importer.journal;

import java.util.Arrays;
import org.annals.archiver.message.Envelope;

/** Which version of an import wins: the newest edit, then the bytewise greater payload. */
final class ImportOrder {
  private ImportOrder() {}

  static boolean beats(
      JournalMessage challenger, byte[] envelope, JournalMessage holder, byte[] holderEnvelope) {
    if (!challenger.imported() || !holder.imported()) {
      return false;
    }
    if (challenger.edited() != holder.edited()) {
      return challenger.edited() > holder.edited();
    }
    return Arrays.compareUnsigned(payload(envelope), payload(holderEnvelope)) > 0;
  }

  private static byte[] payload(byte[] envelope) {
    return Envelope.parse(envelope) instanceof Envelope.Parsed parsed
        ? parsed.envelope().payload()
        : new byte[0];
  }
}
