package org.annals.importer.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.MediaBlob;
import org.annals.archiver.seal.SourceEntry;
import org.annals.keys.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries of all segments are. A locator is the segment's slot and the offset of its
 * entry. Confined to the journal's lock.
 */
final class JournalIndex {
  private static final int OFFSET_BITS = 40;

  private final List<@Nullable Segment> slots = new ArrayList<>();
  private final PrefixIndex ids = new PrefixIndex();
  private final PrefixIndex media = new PrefixIndex();
  private final LongList late = new LongList();

  /** An entry as it was found. */
  record Found(JournalMessage message, long locator) {
    Optional<KnownMessage> known() {
      if (message.channel() == null || message.type() != MessageType.CHAT) {
        return Optional.empty();
      }
      return Optional.of(
          new KnownMessage(
              message.id(),
              message.channel(),
              message.author(),
              message.clock(),
              message.imported(),
              message.edited()));
    }

    SourceEntry entry() {
      return JournalIndex.entry(message, locator);
    }
  }

  static SourceEntry entry(JournalMessage m, long locator) {
    return new SourceEntry(
        m.channel(), m.author(), m.id(), m.clock(), m.type(), m.target(), m.imported(), locator);
  }

  /** The slot of a segment; a new one when it has none. */
  int slot(Segment segment) {
    int known = slots.indexOf(segment);
    if (known >= 0) {
      return known;
    }
    slots.add(segment);
    return slots.size() - 1;
  }

  long locator(Segment segment, long offset) {
    return locator(slot(segment), offset);
  }

  static long locator(int slot, long offset) {
    return ((long) slot << OFFSET_BITS) | offset;
  }

  static long offset(long locator) {
    return locator & ((1L << OFFSET_BITS) - 1);
  }

  private static int slotOf(long locator) {
    return (int) (locator >>> OFFSET_BITS);
  }

  /** The segment of a locator. */
  Segment segment(long locator) throws IOException {
    int slot = slotOf(locator);
    Segment segment = slot < slots.size() ? slots.get(slot) : null;
    if (segment == null) {
      throw new IOException("the window of this entry was dropped");
    }
    return segment;
  }

  /** Takes in an entry that a scan found. */
  void found(int slot, long offset, ByteBuffer body) throws IOException {
    long locator = locator(slot, offset);
    if (body.get(body.position()) == EntryCodec.BLOB) {
      blob(Digest.of(EntryCodec.take(body.position(body.position() + 1), Digest.LENGTH)), locator);
      return;
    }
    JournalMessage head = EntryCodec.decodeHead(body);
    Optional<Found> old = find(head.id());
    if (old.isEmpty()) {
      added(head, locator);
    } else if (ImportOrder.beats(
        head,
        EntryCodec.take(body, body.remaining()),
        old.get().message(),
        envelopeOf(old.get()))) {
      replaced(old.get(), head, locator);
    }
  }

  byte[] envelopeOf(Found found) throws IOException {
    ByteBuffer body = segment(found.locator()).body(offset(found.locator()));
    EntryCodec.decodeHead(body);
    return EntryCodec.take(body, body.remaining());
  }

  void blob(Digest digest, long locator) {
    media.add(prefix(digest), locator);
  }

  void added(JournalMessage message, long locator) throws IOException {
    // Read first: a message that is known and not among the late ones would be packed by nobody.
    boolean isLate = message.target() != null && !hasTargetBefore(message);
    ids.add(prefix(message.id().digest()), locator);
    count(locator, 1);
    rememberMedia(message, locator);
    if (isLate) {
      late.add(locator);
    }
  }

  void replaced(Found old, JournalMessage by, long locator) throws IOException {
    ids.replace(prefix(by.id().digest()), old.locator(), locator);
    count(old.locator(), -1);
    count(locator, 1);
    rememberMedia(by, locator);
  }

  private void rememberMedia(JournalMessage message, long locator) {
    for (JournalMedia piece : message.media()) {
      if (piece.offset() != JournalMedia.SEPARATE) {
        media.add(prefix(piece.digest()), locator);
      }
    }
  }

  private void count(long locator, int change) throws IOException {
    segment(locator).messages += change;
  }

  /** Whether the target stands here, in the same window or an earlier one: the usual case. */
  private boolean hasTargetBefore(JournalMessage message) throws IOException {
    MessageId target = message.target();
    if (target == null) {
      return true;
    }
    long found = locate(target);
    return found != PrefixIndex.NONE && segment(found).window().compareTo(message.window()) <= 0;
  }

  private long locate(MessageId id) throws IOException {
    byte[] wanted = id.toBytes();
    try {
      return ids.find(
          prefix(id.digest()),
          locator -> {
            ByteBuffer head = headOf(locator, EntryCodec.MESSAGE_HEAD);
            return ByteBuffer.wrap(wanted).equals(head.slice(EntryCodec.ID_OFFSET, wanted.length));
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause());
    }
  }

  private ByteBuffer headOf(long locator, int length) {
    try {
      return segment(locator).head(offset(locator), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Found> find(MessageId id) throws IOException {
    long locator = locate(id);
    return locator == PrefixIndex.NONE ? Optional.empty() : Optional.of(at(locator));
  }

  private Found at(long locator) throws IOException {
    ByteBuffer body = segment(locator).body(offset(locator));
    return new Found(EntryCodec.decodeHead(body), locator);
  }

  /** Whether this locator is the one that counts for the id. */
  boolean isCurrent(MessageId id, long locator) {
    return ids.find(prefix(id.digest()), found -> found == locator) != PrefixIndex.NONE;
  }

  /** Entries about a message whose window is later than their own clock. */
  List<SourceEntry> backdated() throws IOException {
    List<SourceEntry> list = new ArrayList<>();
    for (int i = 0; i < late.size(); i++) {
      Found fact = at(late.get(i));
      MessageId target = fact.message().target();
      long found = target == null ? PrefixIndex.NONE : locate(target);
      if (found != PrefixIndex.NONE
          && fact.message().window().compareTo(segment(found).window()) < 0) {
        list.add(fact.entry());
      }
    }
    return list;
  }

  Optional<MediaBlob> media(Digest digest) throws IOException {
    return mediaWhere(digest, -1);
  }

  boolean hasMedia(Segment segment, Digest digest) throws IOException {
    return mediaWhere(digest, slot(segment)).isPresent();
  }

  private Optional<MediaBlob> mediaWhere(Digest digest, int slot) throws IOException {
    try {
      long locator =
          media.find(
              prefix(digest),
              l -> (slot < 0 || slotOf(l) == slot) && mediaAt(l, digest).isPresent());
      return locator == PrefixIndex.NONE ? Optional.empty() : mediaAt(locator, digest);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause());
    }
  }

  private Optional<MediaBlob> mediaAt(long locator, Digest digest) {
    try {
      return SegmentMedia.at(segment(locator), offset(locator), digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets all entries of a segment. */
  void forget(Segment segment) {
    int slot = slot(segment);
    ids.removeIf(locator -> slotOf(locator) == slot);
    media.removeIf(locator -> slotOf(locator) == slot);
    late.removeIf(locator -> slotOf(locator) == slot);
    slots.set(slot, null);
  }

  private static long prefix(Digest digest) {
    return ByteBuffer.wrap(digest.toBytes()).getLong();
  }
}
