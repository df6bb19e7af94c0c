package org.annals.seeder.bittorrent;

import bt.data.DataDescriptor;
import bt.data.Storage;
import bt.metainfo.Torrent;
import bt.metainfo.TorrentId;
import bt.torrent.TorrentDescriptor;
import bt.torrent.TorrentRegistry;
import bt.torrent.TorrentSessionState;
import bt.torrent.callbacks.FileDownloadCompleteCallback;
import com.google.inject.Inject;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What Bt's handshake handlers and peer sources may know of our files: which there are, and their
 * info dictionaries. Thread-safe.
 */
final class Torrents implements TorrentRegistry {
  private final Map<TorrentId, Entry> entries = new ConcurrentHashMap<>();

  @Inject
  Torrents() {}

  void add(TorrentId id) {
    entries.putIfAbsent(id, new Entry());
  }

  void describe(TorrentId id, Torrent torrent) {
    Entry entry = entries.get(id);
    if (entry != null) {
      entry.torrent = torrent;
    }
  }

  void remove(TorrentId id) {
    entries.remove(id);
  }

  @Override
  public Collection<Torrent> getTorrents() {
    return entries.values().stream().flatMap(e -> Optional.ofNullable(e.torrent).stream()).toList();
  }

  @Override
  public Collection<TorrentId> getTorrentIds() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  @Override
  public Optional<Torrent> getTorrent(TorrentId id) {
    Entry entry = entries.get(id);
    return entry == null ? Optional.empty() : Optional.ofNullable(entry.torrent);
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester")
  public Optional<TorrentDescriptor> getDescriptor(Torrent torrent) {
    return getDescriptor(torrent.getTorrentId());
  }

  @Override
  public Optional<TorrentDescriptor> getDescriptor(TorrentId id) {
    return Optional.ofNullable(entries.get(id));
  }

  @Override
  public boolean isSupportedAndActive(TorrentId id) {
    return entries.containsKey(id);
  }

  // Bt's own clients would call these; none is ever started.

  @Override
  @Deprecated
  public TorrentDescriptor getOrCreateDescriptor(Torrent torrent, Storage storage) {
    throw new UnsupportedOperationException("files are registered by the transport");
  }

  @Override
  public TorrentDescriptor register(
      Torrent torrent, Storage storage, FileDownloadCompleteCallback callback) {
    throw new UnsupportedOperationException("files are registered by the transport");
  }

  @Override
  public void registerSessionState(TorrentId id, TorrentSessionState state) {
    throw new UnsupportedOperationException("files are registered by the transport");
  }

  @Override
  public TorrentDescriptor register(TorrentId id) {
    throw new UnsupportedOperationException("files are registered by the transport");
  }

  private static final class Entry implements TorrentDescriptor {
    private volatile @Nullable Torrent torrent;

    @Override
    public boolean isActive() {
      return true;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void complete() {}

    @Override
    public @Nullable DataDescriptor getDataDescriptor() {
      // Null keeps Bt's bitfield handler quiet; a swarm sends its own.
      return null;
    }

    @Override
    public Optional<TorrentSessionState> getSessionState() {
      return Optional.empty();
    }
  }
}
