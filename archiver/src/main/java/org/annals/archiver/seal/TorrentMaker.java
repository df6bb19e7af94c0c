package org.annals.archiver.seal;

import java.io.IOException;
import java.nio.file.Path;
import org.annals.archiver.torrent.TorrentInfo;

/** Computes the torrent of a file. */
@FunctionalInterface
public interface TorrentMaker {

  /**
   * The info dictionary of a file.
   *
   * @param name the name that the torrent gives to the file
   * @throws IOException when the file cannot be read
   */
  TorrentInfo of(Path file, String name) throws IOException;
}
