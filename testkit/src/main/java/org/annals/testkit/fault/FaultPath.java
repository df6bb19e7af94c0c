package org.annals.testkit.fault;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of a {@link FaultFileSystem}: the algebra is the real path's. Immutable. */
final class FaultPath implements Path {
  private final FaultFileSystem fileSystem;
  private final Path path;

  FaultPath(FaultFileSystem fileSystem, Path path) {
    this.fileSystem = fileSystem;
    this.path = path;
  }

  /** The real path behind one of this kind. */
  static Path unwrap(Path path) {
    if (path instanceof FaultPath fault) {
      return fault.path;
    }
    throw new ProviderMismatchException("not a path of this file system: " + path);
  }

  private Path wrap(Path other) {
    return new FaultPath(fileSystem, other);
  }

  private @Nullable Path wrapNullable(@Nullable Path other) {
    return other == null ? null : wrap(other);
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return path.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return wrapNullable(path.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return wrapNullable(path.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return wrapNullable(path.getParent());
  }

  @Override
  public int getNameCount() {
    return path.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return wrap(path.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return wrap(path.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof FaultPath fault && path.startsWith(fault.path);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof FaultPath fault && path.endsWith(fault.path);
  }

  @Override
  public Path normalize() {
    return wrap(path.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return wrap(path.resolve(unwrap(other)));
  }

  @Override
  public Path relativize(Path other) {
    return wrap(path.relativize(unwrap(other)));
  }

  @Override
  public URI toUri() {
    return path.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return wrap(path.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return wrap(path.toRealPath(options));
  }

  /** Refused: a File would go around the faults. */
  @Override
  public File toFile() {
    throw new UnsupportedOperationException("a File would go around the faults");
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("no watching");
  }

  @Override
  public int compareTo(Path other) {
    return path.compareTo(unwrap(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FaultPath fault
        && fault.fileSystem.equals(fileSystem)
        && fault.path.equals(path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
