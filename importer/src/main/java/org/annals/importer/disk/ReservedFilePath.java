package org.annals.importer.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of H2 that asks before it grows, under the scheme {@code annals:}. Use {@link #register}
 * open the name that it returns, and ask {@link #opened}; {@link #forget} after the database is
 * closed.
 *
 * <p>H2 makes instances itself and knows them by name only, hence the public constructor and the
 * one static table of this module. A name that nobody registered is refused: no H2 file grows
 * uncounted. Thread-safe.
 */
public final class ReservedFilePath extends FilePathWrapper {
  private static final Logger log = LoggerFactory.getLogger(ReservedFilePath.class);
  private static final String SCHEME = "annals";
  private static final ConcurrentMap<String, Counted> COUNTED = new ConcurrentHashMap<>();

  /** A file, in whatever file system it is, who counts it, and the channels on it. */
  private record Counted(
      Path file, FileGrowth growth, Opening opening, Queue<FileChannel> channels) {
    /** H2 does not close the channel of a database whose opening failed half way. */
    void close() {
      for (FileChannel channel : channels) {
        try {
          channel.close();
        } catch (IOException e) {
          log.warn("{} was not closed", file, e);
        }
      }
    }
  }

  /** For H2. */
  public ReservedFilePath() {}

  /**
   * Puts a file under the count.
   *
   * @return the name under which H2 opens it
   */
  public static String register(Path file, FileGrowth growth) {
    FilePath.register(new ReservedFilePath());
    COUNTED.put(
        key(file.toString()),
        new Counted(file, growth, new Opening(), new ConcurrentLinkedQueue<>()));
    return SCHEME + ":" + file.toAbsolutePath().normalize();
  }

  /**
   * To be called when H2 has opened a registered file, or says that it cannot.
   *
   * @throws IOException when a part of it could not be read, whatever H2 made of that. It must not
   *     be used then, only closed and forgotten, and is as it was
   */
  public static void opened(Path file) throws IOException {
    Counted counted = COUNTED.get(key(file.toString()));
    if (counted != null) {
      counted.opening().end();
    }
  }

  /** Ends the count of a file, and closes what was opened of it under the last name given out. */
  public static void forget(Path file) {
    Counted counted = COUNTED.remove(key(file.toString()));
    if (counted != null) {
      counted.close();
    }
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    if (!mode.equals("rw")) {
      throw new IOException("this file is opened to read and write only: " + name);
    }
    Counted counted = COUNTED.get(key(getBase().toString()));
    if (counted == null) {
      throw new IOException("no one counts the growth of " + getBase());
    }
    UninterruptedFile file = UninterruptedFile.open(counted.file());
    try {
      FileChannel channel = new ReservedFileChannel(file, counted.growth(), counted.opening());
      counted.channels().add(channel);
      return channel;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public OutputStream newOutputStream(boolean append) throws IOException {
    throw new IOException("this file is written through channels only: " + name);
  }

  @Override
  public void delete() {
    super.delete();
    Counted counted = COUNTED.get(key(getBase().toString()));
    if (counted != null) {
      counted.growth().shrunk(0);
    }
  }

  private static String key(String file) {
    return Path.of(file).toAbsolutePath().normalize().toString();
  }
}
