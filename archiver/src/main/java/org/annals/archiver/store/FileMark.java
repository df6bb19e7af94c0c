package org.annals.archiver.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What a file looked like when its bytes were checked. As long as it looks the same, they are not
 * hashed again: this is how a node with hundreds of chunks starts without reading them.
 *
 * @param size bytes
 * @param modifiedNanos time of the last change, nanoseconds since the epoch
 * @param inode of the file, 0 where the system has none
 */
public record FileMark(long size, long modifiedNanos, long inode) {

  /**
   * How a file looks now.
   *
   * @throws IOException when it is not there or cannot be looked at
   */
  public static FileMark of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    long inode = unix && Files.getAttribute(file, "unix:ino") instanceof Long number ? number : 0;
    return new FileMark(
        attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), inode);
  }
}
