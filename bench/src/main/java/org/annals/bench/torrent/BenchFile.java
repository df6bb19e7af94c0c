package org.annals.bench.torrent;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.keys.Digest;

/**
 * A file to share, with its torrent beside it. Immutable.
 *
 * @param torrent file with the torrent for peers that want one
 */
record BenchFile(TorrentInfo info, Path file, Path torrent) {

  /** A file of random bytes, made once and kept. */
  static BenchFile random(Path folder, long size, long seed) throws IOException {
    String label = "random " + size + " " + seed;
    String name = Digest.sha256(label.getBytes(StandardCharsets.UTF_8)).hex() + ".annals";
    Path file = folder.resolve(name);
    if (!Files.exists(file) || Files.size(file) != size) {
      Files.createDirectories(folder);
      write(file, size, seed);
    }
    return of(file);
  }

  /** A file that is there; its name is one of our torrents'. */
  static BenchFile of(Path file) throws IOException {
    String name = file.getFileName().toString();
    TorrentInfo info = TorrentInfo.ofFile(name, file);
    Path torrent = file.resolveSibling(name + ".torrent");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("d4:info".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(info.dictionary());
    bytes.write('e');
    Files.write(torrent, bytes.toByteArray());
    return new BenchFile(info, file, torrent);
  }

  private static void write(Path file, long size, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] block = new byte[1 << 16];
    ByteBuffer words = ByteBuffer.wrap(block);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (long written = 0; written < size; written += block.length) {
        for (int at = 0; at < block.length; at += Long.BYTES) {
          words.putLong(at, random.nextLong());
        }
        out.write(block, 0, (int) Math.min(block.length, size - written));
      }
    }
  }

  /** Whether another file has the same bytes. */
  boolean isEqualTo(Path other) throws IOException {
    return Files.exists(other) && Files.mismatch(file, other) == -1;
  }
}
