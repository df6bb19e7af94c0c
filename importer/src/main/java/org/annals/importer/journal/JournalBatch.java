package org.annals.importer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.importer.journal.AppendOutcome.Appended;
import org.annals.importer.journal.AppendOutcome.Refused;
import org.annals.keys.Digest;
import org.annals.quota.ReserveOutcome;
import org.jspecify.annotations.Nullable;

/** One append: everything is prepared and reserved first, then written, or nothing of it. */
final class JournalBatch {
  private final Segments segments;
  private final JournalIndex index;
  private final Map<MessageId, Pending> messages = new LinkedHashMap<>();
  private final List<JournalBlob> blobs = new ArrayList<>();
  private final Set<Wanted> seenBlobs = new HashSet<>();
  private int known;

  /** Gives a window's segment, new or old. */
  interface Segments {
    Segment of(TimeWindow window) throws IOException;
  }

  private record Pending(JournalMessage message, JournalIndex.@Nullable Found old) {}

  private record Wanted(TimeWindow window, Digest digest) {}

  /** What one segment gets. */
  private static final class Share {
    private final Segment segment;
    private final List<byte[]> entries = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private long size;

    Share(Segment segment) {
      this.segment = segment;
    }

    void add(byte[] entry, Placed what) {
      entries.add(entry);
      placed.add(what);
      size += entry.length;
    }

    ByteBuffer joined() {
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size));
      entries.forEach(all::put);
      return all.flip();
    }
  }

  /** Enters an entry into the index once it is written. */
  private interface Placed {
    void at(long locator) throws IOException;
  }

  JournalBatch(Segments segments, JournalIndex index) {
    this.segments = segments;
    this.index = index;
  }

  void add(JournalBlob blob) throws IOException {
    if (!Digest.sha256(blob.bytes()).equals(blob.digest())) {
      throw new IllegalArgumentException("media bytes do not have the digest " + blob.digest());
    }
    if (seenBlobs.add(new Wanted(blob.window(), blob.digest()))
        && !index.hasMedia(segments.of(blob.window()), blob.digest())) {
      blobs.add(blob);
    }
  }

  void add(JournalMessage message) throws IOException {
    Pending pending = messages.get(message.id());
    if (pending != null) {
      known++;
      JournalMessage holder = pending.message();
      if (ImportOrder.beats(message, message.envelope(), holder, holder.envelope())) {
        messages.put(message.id(), new Pending(message, pending.old()));
      }
      return;
    }
    Optional<JournalIndex.Found> old = index.find(message.id());
    if (old.isEmpty()) {
      messages.put(message.id(), new Pending(message, null));
    } else if (message.imported()
        && ImportOrder.beats(
            message, message.envelope(), old.get().message(), index.envelopeOf(old.get()))) {
      messages.put(message.id(), new Pending(message, old.get()));
    } else {
      known++;
    }
  }

  AppendOutcome write() throws IOException {
    List<Share> shares = shares();
    Optional<ReserveOutcome.Refused> refused = reserve(shares);
    if (refused.isPresent()) {
      return new Refused(refused.get().reason(), refused.get().missing());
    }
    try {
      for (Share share : shares) {
        long at = share.segment.nextOffset();
        share.segment.append(share.joined());
        enter(share, at);
      }
    } catch (IOException e) {
      // What was written before stays: it is whole and authenticated, only not acknowledged.
      shares.forEach(share -> share.segment.growth().releaseAhead());
      throw e;
    }
    int replaced = (int) messages.values().stream().filter(p -> p.old() != null).count();
    return new Appended(messages.size() - replaced, replaced, known);
  }

  private List<Share> shares() throws IOException {
    Map<TimeWindow, Share> shares = new LinkedHashMap<>();
    for (JournalBlob blob : blobs) {
      share(shares, blob.window())
          .add(EntryCodec.encode(blob), locator -> index.blob(blob.digest(), locator));
    }
    for (Pending pending : messages.values()) {
      share(shares, pending.message().window())
          .add(EntryCodec.encode(pending.message()), locator -> enter(pending, locator));
    }
    return new ArrayList<>(shares.values());
  }

  private Share share(Map<TimeWindow, Share> shares, TimeWindow window) throws IOException {
    Share share = shares.get(window);
    if (share == null) {
      share = new Share(segments.of(window));
      shares.put(window, share);
    }
    return share;
  }

  private static Optional<ReserveOutcome.Refused> reserve(List<Share> shares) {
    for (Share share : shares) {
      Optional<ReserveOutcome.Refused> refused =
          share.segment.growth().reserveAhead(share.segment.growthFor(share.size));
      if (refused.isPresent()) {
        shares.forEach(s -> s.segment.growth().releaseAhead());
        return refused;
      }
    }
    return Optional.empty();
  }

  private void enter(Share share, long from) throws IOException {
    long at = from;
    for (int i = 0; i < share.entries.size(); i++) {
      share.placed.get(i).at(index.locator(share.segment, at));
      at += share.entries.get(i).length;
    }
  }

  private void enter(Pending pending, long locator) throws IOException {
    if (pending.old() == null) {
      index.added(pending.message(), locator);
    } else {
      index.replaced(pending.old(), pending.message(), locator);
    }
  }
}
