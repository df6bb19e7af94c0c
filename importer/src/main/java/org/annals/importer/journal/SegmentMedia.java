package org.annals.importer.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.annals.archiver.seal.MediaBlob;
import org.annals.keys.Digest;

/** Media bytes inside a segment: an entry of their own, or a piece of a signed payload. */
record SegmentMedia(Segment segment, long start, long length) implements MediaBlob {
  /** Signature field, tag and length of the payload field, at their longest. */
  private static final int ENVELOPE_FRONT = 67 + 1 + 5;

  /** The medium of an entry, or empty when it has none with this digest. */
  static Optional<MediaBlob> at(Segment segment, long offset, Digest digest) throws IOException {
    ByteBuffer body = segment.body(offset);
    long bodyStart = offset + EntryCodec.FRAME;
    if (body.get(0) == EntryCodec.BLOB) {
      ByteBuffer found = body.slice(1, Digest.LENGTH);
      return found.equals(ByteBuffer.wrap(digest.toBytes()))
          ? Optional.of(
              new SegmentMedia(
                  segment, bodyStart + EntryCodec.BLOB_HEAD, body.limit() - EntryCodec.BLOB_HEAD))
          : Optional.empty();
    }
    JournalMessage message = EntryCodec.decodeHead(body);
    long payload = bodyStart + body.position() + payloadOffset(body.slice());
    for (JournalMedia media : message.media()) {
      if (media.offset() != JournalMedia.SEPARATE && media.digest().equals(digest)) {
        return Optional.of(new SegmentMedia(segment, payload + media.offset(), media.length()));
      }
    }
    return Optional.empty();
  }

  /** Where the payload begins in an envelope: behind the signature, the tag and the length. */
  private static int payloadOffset(ByteBuffer envelope) {
    int at = ENVELOPE_FRONT - 5;
    while (envelope.get(at) < 0) {
      at++;
    }
    return at + 1;
  }

  @Override
  public InputStream open() {
    return new RangeStream(segment, start, length);
  }

  private static final class RangeStream extends InputStream {
    private final Segment segment;
    private long position;
    private long left;

    RangeStream(Segment segment, long start, long length) {
      this.segment = segment;
      this.position = start;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        return -1;
      }
      int wanted = (int) Math.min(length, left);
      int read = segment.read(ByteBuffer.wrap(target, offset, wanted), position);
      if (read <= 0) {
        throw new IOException("a journal segment is shorter than it was");
      }
      position += read;
      left -= read;
      return read;
    }
  }
}
