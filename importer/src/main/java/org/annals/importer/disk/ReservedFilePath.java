package org.annals.importer.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file of H2 that asks before it grows, under the scheme {@code annals:}. Use {@link #register}
 * and open the name that it returns; {@link #forget} after the database is closed.
 *
 * <p>H2 makes instances itself and knows them by name only, hence the public constructor and the
 * one static table of this module. A name that nobody registered is refused: no H2 file grows
 * uncounted. Thread-safe.
 */
public final class ReservedFilePath extends FilePathWrapper {
  private static final String SCHEME = "annals";
  private static final ConcurrentMap<String, FileGrowth> GROWTH = new ConcurrentHashMap<>();

  /** For H2. */
  public ReservedFilePath() {}

  /**
   * Puts a file under the count.
   *
   * @return the name under which H2 opens it
   */
  public static String register(Path file, FileGrowth growth) {
    FilePath.register(new ReservedFilePath());
    GROWTH.put(key(file.toString()), growth);
    return SCHEME + ":" + file.toAbsolutePath().normalize();
  }

  /** Ends the count of a file. */
  public static void forget(Path file) {
    GROWTH.remove(key(file.toString()));
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
    UninterruptedFile file = UninterruptedFile.open(Path.of(getBase().toString()));
    try {
      return new ReservedFileChannel(file, growth());
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
    FileGrowth growth = GROWTH.get(key(getBase().toString()));
    if (growth != null) {
      growth.shrunk(0);
    }
  }

  private FileGrowth growth() throws IOException {
    FileGrowth growth = GROWTH.get(key(getBase().toString()));
    if (growth == null) {
      throw new IOException("no one counts the growth of " + getBase());
    }
    return growth;
  }

  private static String key(String file) {
    return Path.of(file).toAbsolutePath().normalize().toString();
  }
}
