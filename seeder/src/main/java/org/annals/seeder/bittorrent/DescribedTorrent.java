package org.annals.seeder.bittorrent;

import bt.metainfo.Torrent;
import bt.metainfo.TorrentFile;
import bt.metainfo.TorrentId;
import bt.metainfo.TorrentSource;
import bt.tracker.AnnounceKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.torrent.TorrentInfo;

/** A {@link TorrentInfo} as Bt wants to see it. Immutable. */
record DescribedTorrent(TorrentInfo info) implements Torrent, TorrentFile, TorrentSource {
  @Override
  public TorrentSource getSource() {
    return this;
  }

  @Override
  public Optional<byte[]> getMetadata() {
    return Optional.empty();
  }

  @Override
  public byte[] getExchangedMetadata() {
    return info.dictionary();
  }

  @Override
  public Optional<AnnounceKey> getAnnounceKey() {
    return Optional.empty();
  }

  @Override
  public TorrentId getTorrentId() {
    return TorrentId.fromBytes(info.infoHash().toBytes());
  }

  @Override
  public String getName() {
    return info.name();
  }

  @Override
  public long getChunkSize() {
    return info.pieceLength();
  }

  @Override
  public Iterable<byte[]> getChunkHashes() {
    return List.of();
  }

  @Override
  public long getSize() {
    return info.length();
  }

  @Override
  public List<TorrentFile> getFiles() {
    return List.of(this);
  }

  @Override
  public List<String> getPathElements() {
    return List.of(info.name());
  }

  @Override
  public boolean isPrivate() {
    return false;
  }

  @Override
  public Optional<Instant> getCreationDate() {
    return Optional.empty();
  }

  @Override
  public Optional<String> getCreatedBy() {
    return Optional.empty();
  }
}
