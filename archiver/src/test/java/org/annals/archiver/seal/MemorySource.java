package org.annals.archiver.seal;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.MessageType;
import org.annals.keys.Digest;

/** A message source in memory, in the order of insertion. For tests. */
public final class MemorySource implements MessageSource {
  private final List<SampleItem> items = new ArrayList<>();
  private final Map<MessageId, SampleItem> byId = new HashMap<>();
  private final Map<Digest, byte[]> media = new HashMap<>();

  /** A source of these items. */
  public static MemorySource of(SampleItem... items) {
    return of(List.of(items));
  }

  /** A source of these items. */
  public static MemorySource of(List<SampleItem> items) {
    MemorySource source = new MemorySource();
    items.forEach(source::add);
    return source;
  }

  /** Adds an item. */
  public void add(SampleItem item) {
    items.add(item);
    byId.put(item.id(), item);
  }

  /** Adds media bytes and says their digest. */
  public Digest addMedia(byte[] bytes) {
    Digest digest = Digest.sha256(bytes);
    media.put(digest, bytes);
    return digest;
  }

  @Override
  public SortedSet<TimeWindow> windows() {
    SortedSet<TimeWindow> windows = new TreeSet<>();
    items.forEach(item -> windows.add(TimeWindow.ofClock(item.clock())));
    return windows;
  }

  @Override
  public void entries(long fromMillis, long toMillis, Consumer<SourceEntry> sink) {
    for (int i = 0; i < items.size(); i++) {
      SampleItem item = items.get(i);
      if (item.clock() >= fromMillis && item.clock() < toMillis) {
        sink.accept(entry(item, i));
      }
    }
  }

  private static SourceEntry entry(SampleItem item, int locator) {
    return new SourceEntry(
        item.channel(),
        item.author(),
        item.id(),
        item.clock(),
        item.type(),
        item.target(),
        item.imported(),
        locator);
  }

  @Override
  public void backdated(Consumer<SourceEntry> sink) {
    for (int i = 0; i < items.size(); i++) {
      SampleItem item = items.get(i);
      SampleItem target = item.target() == null ? null : byId.get(item.target());
      if (target != null
          && item.clock() < TimeWindow.ofClock(target.clock()).startSeconds() * 1000) {
        sink.accept(entry(item, i));
      }
    }
  }

  @Override
  public Optional<KnownMessage> find(MessageId id) {
    SampleItem item = byId.get(id);
    return item == null || item.type() != MessageType.CHAT
        ? Optional.empty()
        : Optional.of(item.known());
  }

  @Override
  public byte[] envelope(long locator) {
    return items.get((int) locator).envelope();
  }

  @Override
  public Optional<MediaBlob> media(Digest sha256) {
    byte[] bytes = media.get(sha256);
    return bytes == null ? Optional.empty() : Optional.of(new MemoryBlob(bytes));
  }

  private record MemoryBlob(byte[] bytes) implements MediaBlob {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
