package org.annals.testkit.fault;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A file system over a real directory that fails on purpose. Code under test gets {@link #root()}
 * and reaches everything through {@code java.nio.file}; {@link #faults()} says what fails; {@link
 * #crash} is a power cut, after which the same root is used by what "starts again".
 *
 * <p>Model of a crash: bytes of a file are durable after {@code FileChannel.force} (or a channel
 * opened with SYNC or DSYNC), names after a {@code force} of their directory. Everything that was
 * under the directory at the beginning is durable. Not covered: links, mapped memory, and what
 * libraries do with {@code File} or path texts; {@code Path.toFile} is refused for that reason.
 */
public final class FaultFileSystem extends FileSystem {
  private final FaultProvider provider;
  private final Path directory;
  private final Faults faults = new Faults();
  private final DiskModel disk;
  private int generation;

  /**
   * Wraps a directory, best an empty one.
   *
   * @throws IOException when it cannot be read
   */
  public FaultFileSystem(Path directory) throws IOException {
    this.directory = directory.toRealPath();
    this.disk = new DiskModel(this.directory);
    this.provider = new FaultProvider(this);
  }

  /** The wrapped directory, seen through the faults. */
  public Path root() {
    return new FaultPath(this, directory);
  }

  /** What fails. */
  public Faults faults() {
    return faults;
  }

  /**
   * Cuts the power: all open channels are dead, the disk holds what the crash leaves, no fault is
   * planned any more.
   */
  public synchronized void crash(Crash crash) throws IOException {
    generation++;
    disk.crash(crash);
    faults.clear();
  }

  DiskModel disk() {
    return disk;
  }

  synchronized int generation() {
    return generation;
  }

  Path wrap(Path path) {
    return new FaultPath(this, path);
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  /** Does nothing: a file system of a test lives as long as the test. */
  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return directory.getFileSystem().getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return StreamSupport.stream(directory.getFileSystem().getRootDirectories().spliterator(), false)
        .map(this::wrap)
        .toList();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return directory.getFileSystem().getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return directory.getFileSystem().supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(directory.getFileSystem().getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = directory.getFileSystem().getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(FaultPath.unwrap(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return directory.getFileSystem().getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("no watching");
  }
}
