package org.annals.importer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.MediaBlob;
import org.annals.archiver.seal.MessageSource;
import org.annals.archiver.seal.SourceEntry;
import org.annals.importer.disk.FileGrowth;
import org.annals.importer.disk.UninterruptedFile;
import org.annals.keys.Digest;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;

/**
 * The live journal of one community.
 *
 * <ul>
 *   <li>What {@link #append} has acknowledged is durable: a crash or power loss at any point loses
 *       none of it. Appends of several threads share one fsync.
 *   <li>A message id is held once. A newer version of an import takes the older one's place.
 *   <li>Every byte is reserved before it is written ({@link StorageKind#JOURNAL}); a refusal leaves
 *       everything as it was.
 *   <li>Files are counted while the journal is open.
 *   <li>Memory: about 30 bytes per message and medium; envelopes and media are read when asked for.
 *   <li>Nothing expires by itself: windows go by {@link #drop}.
 * </ul>
 *
 * <p>Thread-safe. Sinks must not call back.
 */
public final class LiveJournal implements MessageSource, AutoCloseable {
  private static final String SUFFIX = ".journal";
  private static final String TEMPORARY = ".new";

  private final Path folder;
  private final Account account;
  private final StorageReservations reservations;
  private final NavigableMap<TimeWindow, Segment> segments = new TreeMap<>();
  private final JournalIndex index = new JournalIndex();
  private final GroupCommit commit = new GroupCommit();
  private final ReadAhead ahead = new ReadAhead();

  /** Windows whose file could not be read when it was replaced: read before anything is asked. */
  private final SortedSet<TimeWindow> unread = new TreeSet<>();

  private OpenReport report = new OpenReport(0, 0, 0);

  private LiveJournal(Path folder, Account account, StorageReservations reservations) {
    this.folder = folder;
    this.account = account;
    this.reservations = reservations;
  }

  /**
   * Opens a journal, making its folder when it is not there. Torn ends are cut off; see {@link
   * #openReport}.
   *
   * @param folder the community's {@code live} folder; nobody else writes there
   */
  public static LiveJournal open(Path folder, Account account, StorageReservations reservations)
      throws IOException {
    UninterruptedFile.createFolder(folder);
    LiveJournal journal = new LiveJournal(folder, account, reservations);
    try {
      journal.openSegments();
    } catch (IOException | RuntimeException e) {
      journal.close();
      throw e;
    }
    return journal;
  }

  private void openSegments() throws IOException {
    List<TimeWindow> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(TEMPORARY)) {
          Files.delete(file);
        } else if (name.endsWith(SUFFIX)) {
          found.add(windowOf(name));
        }
      }
    } catch (NumberFormatException e) {
      throw new IOException("a file in the journal's folder is none of its own: " + folder, e);
    }
    found.sort(null);
    for (TimeWindow window : found) {
      openSegment(window, growth());
    }
  }

  private static TimeWindow windowOf(String name) {
    return new TimeWindow(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
  }

  private void openSegment(TimeWindow window, FileGrowth growth) throws IOException {
    Segment segment = Segment.open(file(window), window, growth, ahead);
    try {
      if (segment.length() >= Segment.HEADER) {
        read(segment);
      }
      segments.put(window, segment);
    } catch (IOException | RuntimeException e) {
      // An index that lacks entries would let the next drop leave them out.
      index.forget(segment);
      segment.close();
      throw e;
    }
  }

  private void read(Segment segment) throws IOException {
    int slot = index.slot(segment);
    SegmentScan scan = new SegmentScan(segment.reader());
    long end = scan.walk(Segment.HEADER, (at, length, body) -> index.found(slot, at, body));
    long torn = segment.length() - end;
    if (end == Segment.HEADER) {
      segment.clear();
    } else if (torn > 0) {
      segment.cut(end);
      segment.force();
    }
    segment.mendHeader();
    report = report.plus(new OpenReport(segment.messages, torn, scan.damagedBytes()));
  }

  private void openUnread() throws IOException {
    for (TimeWindow window : List.copyOf(unread)) {
      openSegment(window, growth());
      unread.remove(window);
    }
  }

  private Path file(TimeWindow window) {
    return folder.resolve(window.index() + SUFFIX);
  }

  private FileGrowth growth() {
    return new FileGrowth(reservations, account, StorageKind.JOURNAL);
  }

  /** What was found at the start. */
  public synchronized OpenReport openReport() {
    return report;
  }

  /** How many messages are held. */
  public synchronized long messages() {
    return segments.values().stream().mapToLong(s -> s.messages).sum();
  }

  /** Bytes on disk. */
  public synchronized long bytes() {
    return segments.values().stream().mapToLong(Segment::length).sum();
  }

  /** Bytes of a window on disk, 0 when it has none. */
  public synchronized long bytes(TimeWindow window) {
    Segment segment = segments.get(window);
    return segment == null ? 0 : segment.length();
  }

  /**
   * Adds messages and the media that imports among them need, and returns when all of it is
   * durable.
   *
   * @throws IOException when the disk fails; what was appended is then not acknowledged. When it
   *     was the fsync that failed, the journal refuses to go on until it is opened anew
   */
  public AppendOutcome append(List<JournalMessage> messages, List<JournalBlob> blobs)
      throws IOException {
    long ticket;
    AppendOutcome outcome;
    synchronized (this) {
      commit.requireSound();
      openUnread();
      JournalBatch batch = new JournalBatch(this::segment, index);
      for (JournalBlob blob : blobs) {
        batch.add(blob);
      }
      for (JournalMessage message : messages) {
        batch.add(message);
      }
      outcome = batch.write();
      ticket = commit.written();
    }
    if (outcome instanceof AppendOutcome.Appended) {
      commit.await(ticket, this::unsynced);
    }
    return outcome;
  }

  /** Adds messages without separate media. */
  public AppendOutcome append(List<JournalMessage> messages) throws IOException {
    return append(messages, List.of());
  }

  private Segment segment(TimeWindow window) throws IOException {
    Segment segment = segments.get(window);
    if (segment == null) {
      segment = Segment.open(file(window), window, growth(), ahead);
      UninterruptedFile.forceFolder(folder);
      segments.put(window, segment);
    }
    return segment;
  }

  private synchronized List<Segment> unsynced() {
    List<Segment> list = new ArrayList<>();
    for (Segment segment : segments.values()) {
      if (segment.takeUnsynced()) {
        list.add(segment);
      }
    }
    return list;
  }

  /**
   * Drops a window after its chunk is durable and listed. Messages that are not settled stay, with
   * their media: what the archive lacks is kept (FORMAT section 8).
   *
   * @param settled whether a message is archived, or can never be needed again
   * @return how many messages stay
   */
  public synchronized int drop(TimeWindow window, Predicate<SourceEntry> settled)
      throws IOException {
    openUnread();
    Segment old = segments.get(window);
    if (old == null) {
      return 0;
    }
    SegmentCopy copy = new SegmentCopy(old, index, settled);
    if (copy.kept() == 0) {
      segments.remove(window);
      index.forget(old);
      old.delete();
      return 0;
    }
    if (!copy.dropsAny()) {
      return copy.kept();
    }
    replace(old, copy);
    return copy.kept();
  }

  private void replace(Segment old, SegmentCopy copy) throws IOException {
    TimeWindow window = old.window();
    Path temporary = folder.resolve(window.index() + SUFFIX + TEMPORARY);
    FileGrowth growth = growth();
    try {
      // One that failed half-way may have left there what goes now.
      Files.deleteIfExists(temporary);
      copy.writeTo(temporary, growth);
      index.forget(old);
      segments.remove(window);
      unread.add(window);
      old.replaceBy(temporary);
      openSegment(window, growth);
      unread.remove(window);
    } catch (IOException | RuntimeException e) {
      growth.shrunk(0);
      growth.close();
      throw e;
    }
  }

  @Override
  public synchronized SortedSet<TimeWindow> windows() {
    SortedSet<TimeWindow> windows = new TreeSet<>();
    for (Segment segment : segments.values()) {
      if (segment.messages > 0) {
        windows.add(segment.window());
      }
    }
    windows.addAll(unread);
    return windows;
  }

  @Override
  public void entries(long fromMillis, long toMillis, Consumer<SourceEntry> sink)
      throws IOException {
    if (fromMillis >= toMillis || toMillis <= 0) {
      return;
    }
    List<Segment> wanted;
    synchronized (this) {
      openUnread();
      wanted =
          new ArrayList<>(
              segments
                  .subMap(
                      TimeWindow.ofClock(Math.max(0, fromMillis)),
                      true,
                      TimeWindow.ofClock(toMillis - 1),
                      true)
                  .values());
    }
    for (Segment segment : wanted) {
      walk(
          segment,
          entry -> {
            if (entry.clock() >= fromMillis && entry.clock() < toMillis) {
              sink.accept(entry);
            }
          });
    }
  }

  /** Hands over the entries of a segment that count. */
  private void walk(Segment segment, Consumer<SourceEntry> sink) throws IOException {
    int slot;
    synchronized (this) {
      slot = index.slot(segment);
    }
    new SegmentScan(segment.reader())
        .walk(
            Segment.HEADER,
            (at, length, body) -> {
              if (body.get(body.position()) == EntryCodec.MESSAGE) {
                SourceEntry entry =
                    JournalIndex.entry(EntryCodec.decodeHead(body), JournalIndex.locator(slot, at));
                if (isCurrent(entry)) {
                  sink.accept(entry);
                }
              }
            });
  }

  private synchronized boolean isCurrent(SourceEntry entry) {
    return index.isCurrent(entry.id(), entry.locator());
  }

  @Override
  public void backdated(Consumer<SourceEntry> sink) throws IOException {
    List<SourceEntry> found;
    synchronized (this) {
      openUnread();
      found = index.backdated();
    }
    found.forEach(sink);
  }

  /** What is known of a chat message; other entries are nobody's target. */
  @Override
  public synchronized Optional<KnownMessage> find(MessageId id) throws IOException {
    openUnread();
    return index.find(id).flatMap(JournalIndex.Found::known);
  }

  /** The entry of a message, for building a database again. */
  public synchronized Optional<SourceEntry> entry(MessageId id) throws IOException {
    openUnread();
    return index.find(id).map(JournalIndex.Found::entry);
  }

  /** Everything of an entry, for building a database again; empty when it counts no more. */
  public Optional<JournalMessage> message(SourceEntry entry) throws IOException {
    Segment segment;
    synchronized (this) {
      openUnread();
      if (!index.isCurrent(entry.id(), entry.locator())) {
        return Optional.empty();
      }
      segment = index.segment(entry.locator());
    }
    ByteBuffer body = segment.body(JournalIndex.offset(entry.locator()));
    JournalMessage head = EntryCodec.decodeHead(body);
    return Optional.of(head.withEnvelope(EntryCodec.take(body, body.remaining())));
  }

  @Override
  public byte[] envelope(long locator) throws IOException {
    Segment segment;
    synchronized (this) {
      segment = index.segment(locator);
    }
    ByteBuffer body = segment.body(JournalIndex.offset(locator));
    EntryCodec.decodeHead(body);
    return EntryCodec.take(body, body.remaining());
  }

  @Override
  public synchronized Optional<MediaBlob> media(Digest sha256) throws IOException {
    openUnread();
    return index.media(sha256);
  }

  /** Whether the bytes of an imported medium are there for a window. */
  public synchronized boolean hasMedia(TimeWindow window, Digest sha256) throws IOException {
    openUnread();
    Segment segment = segments.get(window);
    return segment != null && index.hasMedia(segment, sha256);
  }

  @Override
  public synchronized void close() throws IOException {
    for (Segment segment : segments.values()) {
      segment.close();
    }
    segments.clear();
  }
}
