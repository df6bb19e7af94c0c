package org.annals.importer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks the entries of a segment from front to back and finds out which of them are whole.
 *
 * <p>An entry that is not whole is either the torn end of an append that was never acknowledged,
 * or, when a whole entry stands somewhere behind it, damage: the walk then goes on there.
 */
final class SegmentScan {
  /** Blobs are checked by their SHA-256 when used; here only where an append may be torn. */
  private static final long TAIL = 2L * EntryCodec.MAX_BODY;

  private final SegmentReader reader;
  private long damaged;

  SegmentScan(SegmentReader reader) {
    this.reader = reader;
  }

  /** Gets each whole entry. */
  interface Visitor {
    /**
     * One entry.
     *
     * @param body all of a message's body; of a blob's at least the head
     */
    void entry(long offset, int bodyLength, ByteBuffer body) throws IOException;
  }

  /** Bytes passed over so far. */
  long damagedBytes() {
    return damaged;
  }

  /** Walks from an offset and returns where the last whole entry ends. */
  long walk(long from, Visitor visitor) throws IOException {
    long at = from;
    while (true) {
      int length = wholeBody(at);
      if (length < 0) {
        long next = nextWhole(at);
        if (next < 0) {
          return at;
        }
        damaged += next - at;
        at = next;
        length = wholeBody(at);
      }
      visitor.entry(at, length, head(at, length));
      at += EntryCodec.FRAME + length;
    }
  }

  /** The head of the entry, more for messages. */
  private ByteBuffer head(long at, int length) throws IOException {
    long body = at + EntryCodec.FRAME;
    boolean blob = reader.at(body, 1).get() == EntryCodec.BLOB;
    return reader.at(body, blob ? EntryCodec.BLOB_HEAD : length);
  }

  private long nextWhole(long from) throws IOException {
    for (long at = from + 1; at + EntryCodec.FRAME < reader.end(); at++) {
      if (reader.at(at, 4).getInt() == EntryCodec.MARKER && wholeBody(at) >= 0) {
        return at;
      }
    }
    return -1;
  }

  /** Length of the body of a whole entry, or -1. */
  private int wholeBody(long at) throws IOException {
    if (at + EntryCodec.FRAME >= reader.end()) {
      return -1;
    }
    ByteBuffer frame = reader.at(at, EntryCodec.FRAME);
    int marker = frame.getInt();
    int length = frame.getInt();
    int checksum = frame.getInt();
    long body = at + EntryCodec.FRAME;
    if (marker != EntryCodec.MARKER
        || length < EntryCodec.BLOB_HEAD
        || length > EntryCodec.MAX_BODY
        || body + length > reader.end()) {
      return -1;
    }
    byte kind = reader.at(body, 1).get();
    if (kind == EntryCodec.BLOB && reader.end() - body > TAIL) {
      return length;
    }
    if (kind == EntryCodec.MESSAGE && length < EntryCodec.MESSAGE_HEAD) {
      return -1;
    }
    ByteBuffer bytes = reader.at(body, length);
    return EntryCodec.checksum(length, bytes.array(), bytes.arrayOffset()) == checksum
        ? length
        : -1;
  }
}
