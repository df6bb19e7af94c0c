package org.annals.seeder.bittorrent;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.archiver.InfoHash;

/**
 * Handles of files that are being served: opened when first read, at most {@code most} at a time,
 * the least recently used closed first. Confined to the loop.
 */
final class OpenFiles {
  private final int most;
  private final Map<InfoHash, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);

  OpenFiles(int most) {
    this.most = most;
  }

  /** Reads exactly as many bytes as the buffer has room for. */
  void read(InfoHash file, Path path, long position, ByteBuffer into) throws IOException {
    FileChannel channel = open.get(file);
    if (channel == null) {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      keep(file, channel);
    }
    readFully(channel, position, into);
  }

  static void readFully(FileChannel channel, long position, ByteBuffer into) throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new EOFException("the file is shorter than it should be");
      }
      at += count;
    }
  }

  /** Takes over an open handle. */
  void keep(InfoHash file, FileChannel channel) throws IOException {
    FileChannel old = open.put(file, channel);
    if (old != null) {
      old.close();
    }
    if (open.size() > most) {
      Iterator<FileChannel> eldest = open.values().iterator();
      FileChannel closing = eldest.next();
      eldest.remove();
      closing.close();
    }
  }

  void close(InfoHash file) throws IOException {
    FileChannel channel = open.remove(file);
    if (channel != null) {
      channel.close();
    }
  }
}
