package org.annals.node.community;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.keys.Digest;
import org.annals.magnetindex.head.CatalogueHead;
import org.annals.magnetindex.head.HeadAlert;

/** The catalogues of one community that are kept on this disk. Thread-safe. */
public final class KeptCatalogues {
  private final HomeParts parts;
  private final CommunityId community;
  private final CatalogueHead head;

  KeptCatalogues(HomeParts parts, CommunityId community, CatalogueHead head) {
    this.parts = parts;
    this.community = community;
    this.head = head;
  }

  /** Where its kept catalogues are; need not exist yet. */
  public Path directory() {
    return parts.home().community(community).resolve("catalogues");
  }

  /** The newest catalogues on disk, those that are served. */
  public List<Path> newest() throws IOException {
    return parts.tables().catalogues().newest(community);
  }

  /** Deletes the files of old catalogues, which are served no more. */
  public void prune() throws IOException {
    parts.tables().catalogues().prune(community, waiting());
  }

  private Set<Digest> waiting() {
    return head.view().waiting().stream()
        .map(HeadAlert.NeedsWord::catalogue)
        .collect(Collectors.toSet());
  }

  /** Stops serving a file; when it returns, no handle on it is open. */
  @FunctionalInterface
  public interface StopServing {
    /** Called before the file goes. */
    void stop(InfoHash file) throws IOException;
  }

  /** Deletes all catalogues but the accepted one and those that something still refers to. */
  public void dropOld(StopServing serving) throws IOException {
    for (Path each : old()) {
      serving.stop(TorrentInfo.ofFile(each.getFileName().toString(), each).infoHash());
      parts.tables().catalogues().drop(community, each);
    }
  }

  /** What {@link #dropOld} would free. */
  public long oldBytes() throws IOException {
    long bytes = 0;
    for (Path each : old()) {
      bytes += Files.size(each);
    }
    return bytes;
  }

  private List<Path> old() throws IOException {
    return parts.tables().catalogues().unnamed(community, waiting());
  }
}
