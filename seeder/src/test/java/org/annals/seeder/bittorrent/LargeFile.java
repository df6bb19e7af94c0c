package org.annals.seeder.bittorrent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.keys.Digest;

/**
 * A file that is too large for the heap of a test, with its torrent beside it.
 *
 * @param torrent for clients that want a file
 */
record LargeFile(TorrentInfo info, Path file, Path torrent) {

  /** Writes a file: a megabyte of chance, again and again. */
  static LargeFile write(Path folder, long size, long seed) throws IOException {
    byte[] some = new byte[1 << 20];
    new Random(seed).nextBytes(some);
    String name = Digest.sha256((size + " " + seed).getBytes(StandardCharsets.US_ASCII)).hex();
    Path file = Files.createDirectories(folder).resolve(name + ".annals");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written < size; written += some.length) {
        out.write(some, 0, (int) Math.min(some.length, size - written));
      }
    }
    TorrentInfo info = TorrentInfo.ofFile(name + ".annals", file);
    ByteArrayOutputStream torrent = new ByteArrayOutputStream();
    torrent.writeBytes("d4:info".getBytes(StandardCharsets.US_ASCII));
    torrent.writeBytes(info.dictionary());
    torrent.write('e');
    return new LargeFile(
        info, file, Files.write(folder.resolve(name + ".torrent"), torrent.toByteArray()));
  }
}
