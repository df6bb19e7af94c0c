package org.annals.importer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;
import org.annals.archiver.TimeWindow;
import org.annals.importer.disk.FileGrowth;
import org.annals.importer.disk.UninterruptedFile;

/** One window's file. Appends are confined to the journal's lock; reads may run beside them. */
final class Segment implements AutoCloseable {
  static final int HEADER = 32;

  private static final long MAGIC = 0x89414E4C4A0D0A1AL;
  private static final int VERSION = 1;

  private final Path path;
  private final TimeWindow window;
  private final UninterruptedFile file;
  private final FileGrowth growth;
  private final ReadAhead ahead;
  private volatile long length;
  private volatile boolean dropped;
  private boolean unsynced;
  private boolean empty;
  private boolean headerIsRight = true;

  /** Messages that count, superseded ones left out. Guarded by the journal's lock. */
  int messages;

  private Segment(
      Path path, TimeWindow window, UninterruptedFile file, FileGrowth growth, ReadAhead ahead) {
    this.path = path;
    this.window = window;
    this.file = file;
    this.growth = growth;
    this.ahead = ahead;
  }

  /** Opens the file, or makes it when it is not there; it has no header yet then. */
  static Segment open(Path path, TimeWindow window, FileGrowth growth, ReadAhead ahead)
      throws IOException {
    Segment segment = new Segment(path, window, UninterruptedFile.open(path), growth, ahead);
    try {
      segment.length = segment.file.size();
      growth.found(segment.length);
      if (segment.length < HEADER) {
        segment.clear();
      } else {
        segment.readHeader();
      }
      return segment;
    } catch (IOException e) {
      segment.close();
      throw e;
    }
  }

  private void readHeader() throws IOException {
    ByteBuffer found = ByteBuffer.allocate(HEADER);
    SegmentReader.readFully(file::read, found, 0);
    found.flip();
    headerIsRight = found.equals(header(window));
    if (!headerIsRight && found.getLong(0) == MAGIC && found.getInt(8) > VERSION) {
      throw new IOException("a journal segment of a newer version: " + path);
    }
  }

  /** Begins anew: nothing in the file was ever acknowledged. */
  void clear() throws IOException {
    cut(0);
    empty = true;
    headerIsRight = true;
  }

  /** Puts a header that a crash or rot has damaged in order again; entries do not depend on it. */
  void mendHeader() throws IOException {
    if (!headerIsRight) {
      file.writeFully(header(window), 0);
      file.force();
      headerIsRight = true;
    }
  }

  private static ByteBuffer header(TimeWindow window) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putLong(MAGIC).putInt(VERSION).putLong(window.index());
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, header.position());
    return header.putInt((int) crc.getValue()).clear();
  }

  TimeWindow window() {
    return window;
  }

  Path path() {
    return path;
  }

  long length() {
    return length;
  }

  /** Where the next entry will stand. */
  long nextOffset() {
    return empty ? HEADER : length;
  }

  /** Bytes that the file grows by when this many are appended. */
  long growthFor(long bytes) {
    return bytes + (empty ? HEADER : 0);
  }

  FileGrowth growth() {
    return growth;
  }

  /** Appends; on an error the file is as before, or the error says that it could not be. */
  void append(ByteBuffer bytes) throws IOException {
    long before = length;
    growth.growing(before + growthFor(bytes.remaining()));
    try {
      long at = before;
      if (empty) {
        at += write(header(window), at);
      }
      at += write(bytes, at);
      growth.grown(at);
      length = at;
      empty = false;
      unsynced = true;
    } catch (IOException e) {
      undo(before, e);
      throw e;
    }
  }

  private void undo(long before, IOException cause) {
    try {
      growth.grown(file.size());
      cut(before);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private int write(ByteBuffer bytes, long offset) throws IOException {
    int count = bytes.remaining();
    file.writeFully(bytes, offset);
    return count;
  }

  /** Shortens the file to this length. */
  void cut(long to) throws IOException {
    ahead.forget(this);
    file.truncate(to);
    growth.shrunk(to);
    length = to;
    unsynced = true;
  }

  boolean takeUnsynced() {
    boolean was = unsynced;
    unsynced = false;
    return was;
  }

  /** Makes everything appended so far durable, unless the window was dropped meanwhile. */
  void force() throws IOException {
    try {
      file.force();
    } catch (ClosedChannelException e) {
      // What the drop kept, it has made durable in another file.
      if (!dropped) {
        throw e;
      }
    }
  }

  SegmentReader reader() {
    return new SegmentReader(file::read, length);
  }

  /** The body at an offset, its checksum checked. */
  ByteBuffer body(long offset) throws IOException {
    ByteBuffer frame = ahead.at(this, offset, EntryCodec.FRAME);
    if (frame.remaining() < EntryCodec.FRAME) {
      throw new IOException("a journal entry is damaged: " + path);
    }
    int bodyLength = frame.getInt(4);
    if (bodyLength < 0 || bodyLength > length - offset - EntryCodec.FRAME) {
      throw new IOException("a journal entry is damaged: " + path);
    }
    ByteBuffer body = ByteBuffer.allocate(bodyLength);
    int there = Math.min(bodyLength, frame.remaining() - EntryCodec.FRAME);
    body.put(frame.slice(EntryCodec.FRAME, there));
    SegmentReader.readFully(file::read, body, offset + EntryCodec.FRAME + there);
    if (EntryCodec.checksum(bodyLength, body.array(), 0) != frame.getInt(8)) {
      throw new IOException("a journal entry is damaged: " + path);
    }
    return body.flip();
  }

  /** The first bytes of the body at an offset, without a check. */
  ByteBuffer head(long offset, int bytes) throws IOException {
    long available = length - offset - EntryCodec.FRAME;
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(bytes, available));
    SegmentReader.readFully(file::read, head, offset + EntryCodec.FRAME);
    return head.flip();
  }

  /** Reads into a buffer from a place in the file; how many bytes, or -1 at the end. */
  int read(ByteBuffer target, long offset) throws IOException {
    return file.read(target, offset);
  }

  /** Closes and deletes the file and counts its bytes as gone. */
  void delete() throws IOException {
    dropped = true;
    ahead.forget(this);
    file.close();
    Files.deleteIfExists(path);
    growth.shrunk(0);
    growth.close();
    UninterruptedFile.forceFolderOf(path);
  }

  /** Closes this file, also when it fails, and puts another one, durable already, in its place. */
  void replaceBy(Path other) throws IOException {
    dropped = true;
    ahead.forget(this);
    close();
    Files.move(other, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    UninterruptedFile.forceFolderOf(path);
  }

  /** Closes the file and leaves its bytes counted, for the next one who opens it. */
  void release() throws IOException {
    file.close();
    growth.releaseAhead();
  }

  @Override
  public void close() throws IOException {
    file.close();
    growth.shrunk(0);
    growth.close();
  }
}
