package org.annals.archiver.seal;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.keys.Digest;

/**
 * The messages of one community that are not packed yet: what the packer reads, implemented by the
 * live journal.
 *
 * <ul>
 *   <li>Only authenticated envelopes of this community are handed out, each message id at most
 *       once. Of several versions of one import it is the one that wins by FORMAT section 2.
 *   <li>Entries may be added while a window is packed; those handed out keep their locator until
 *       the window is dropped.
 *   <li>Messages that were packed, but whose chunk is not listed yet, are still here: packing again
 *       gives the same bytes.
 * </ul>
 *
 * <p>Called by one thread at a time.
 */
public interface MessageSource {

  /** The windows into which the clock of at least one entry falls. */
  SortedSet<TimeWindow> windows() throws IOException;

  /**
   * Hands every entry with {@code fromMillis <= clock < toMillis} to the sink, in any order. The
   * sink keeps no lock of the source and does not call back into it.
   */
  void entries(long fromMillis, long toMillis, Consumer<SourceEntry> sink) throws IOException;

  /**
   * Hands over every edit, deletion, reaction and pin whose clock is lower than the start of the
   * window in which its target lies, as far as the target is an entry of this source. Broken or
   * malicious clocks make them, so they are few; they belong to the target's window all the same.
   */
  void backdated(Consumer<SourceEntry> sink) throws IOException;

  /** What is known of one of the entries, whatever its window. */
  Optional<KnownMessage> find(MessageId id) throws IOException;

  /**
   * The envelope of an entry: signature, payload, type as FORMAT section 2 says.
   *
   * @param locator from {@link SourceEntry#locator}
   */
  byte[] envelope(long locator) throws IOException;

  /** Bytes of an imported attachment or avatar, or empty when they are not there. */
  Optional<MediaBlob> media(Digest sha256) throws IOException;
}
