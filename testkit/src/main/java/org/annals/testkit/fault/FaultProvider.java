package org.annals.testkit.fault;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes calls on to the real file system, counting and failing them, and keeps the model. */
final class FaultProvider extends FileSystemProvider {
  private final FaultFileSystem fileSystem;

  FaultProvider(FaultFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  @Override
  public String getScheme() {
    return "fault";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException("made by its constructor");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException("made by its constructor");
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("paths come from the root");
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) throws IOException {
    return newFileChannel(path, options, attrs);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) throws IOException {
    if (options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
      throw new UnsupportedOperationException("DELETE_ON_CLOSE is not modelled");
    }
    Path real = FaultPath.unwrap(path);
    synchronized (fileSystem) {
      fileSystem.faults().call("open", real);
      boolean existed = Files.exists(real);
      FileChannel channel = FileChannel.open(real, options, attrs);
      if (!existed) {
        fileSystem.disk().created(real, false);
      }
      boolean sync =
          options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC);
      return new FaultChannel(fileSystem, real, channel, sync);
    }
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path dir, DirectoryStream.Filter<? super Path> filter) throws IOException {
    Path real = FaultPath.unwrap(dir);
    fileSystem.faults().call("list", real);
    DirectoryStream<Path> stream =
        real.getFileSystem()
            .provider()
            .newDirectoryStream(real, entry -> filter.accept(fileSystem.wrap(entry)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> entries = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return entries.hasNext();
          }

          @Override
          public Path next() {
            return fileSystem.wrap(entries.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path dir, FileAttribute<?>... attrs) throws IOException {
    Path real = FaultPath.unwrap(dir);
    synchronized (fileSystem) {
      fileSystem.faults().call("mkdir", real);
      Files.createDirectory(real, attrs);
      fileSystem.disk().created(real, true);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Path real = FaultPath.unwrap(path);
    synchronized (fileSystem) {
      fileSystem.faults().call("delete", real);
      fileSystem.disk().deleting(real);
      Files.delete(real);
      fileSystem.disk().deleted(real);
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Path real = FaultPath.unwrap(target);
    synchronized (fileSystem) {
      fileSystem.faults().call("copy", real);
      fileSystem.disk().deleting(real);
      Files.copy(FaultPath.unwrap(source), real, options);
      fileSystem.disk().created(real, Files.isDirectory(real));
    }
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path from = FaultPath.unwrap(source);
    Path to = FaultPath.unwrap(target);
    synchronized (fileSystem) {
      fileSystem.faults().call("move", to);
      fileSystem.disk().deleting(to);
      Files.move(from, to, options);
      fileSystem.disk().moved(from, to);
    }
  }

  @Override
  public boolean isSameFile(Path path, Path path2) throws IOException {
    return Files.isSameFile(FaultPath.unwrap(path), FaultPath.unwrap(path2));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(FaultPath.unwrap(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(FaultPath.unwrap(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    Path real = FaultPath.unwrap(path);
    fileSystem.faults().look(real);
    real.getFileSystem().provider().checkAccess(real, modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(FaultPath.unwrap(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    Path real = FaultPath.unwrap(path);
    fileSystem.faults().look(real);
    return Files.readAttributes(real, type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    Path real = FaultPath.unwrap(path);
    fileSystem.faults().look(real);
    return Files.readAttributes(real, attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    Path real = FaultPath.unwrap(path);
    fileSystem.faults().call("attribute", real);
    Files.setAttribute(real, attribute, value, options);
  }
}
