package org.annals.archiver.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annals.archiver.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a payload from its parts: inline bytes can be read, media are passed over as whole values.
 * Positions count the bytes of the joined payload. Confined to one thread.
 */
final class PartsCursor {
  private final byte[] bytes;
  private final int[] mediaAt;
  private final List<MediaRef> media;
  private final long length;
  private int inline;
  private int nextMedia;
  private long position;

  private PartsCursor(byte[] bytes, int[] mediaAt, List<MediaRef> media, long length) {
    this.bytes = bytes;
    this.mediaAt = mediaAt;
    this.media = media;
    this.length = length;
  }

  static PartsCursor of(byte[] payload) {
    return new PartsCursor(payload, new int[0], List.of(), payload.length);
  }

  static PartsCursor of(List<PayloadPart> parts) {
    if (parts.size() == 1 && parts.get(0) instanceof PayloadPart.Inline whole) {
      return of(whole.bytes());
    }
    long inlineLength = 0;
    for (PayloadPart part : parts) {
      inlineLength += part instanceof PayloadPart.Inline ? part.length() : 0;
    }
    byte[] bytes = new byte[Math.toIntExact(inlineLength)];
    int[] mediaAt = new int[parts.size()];
    List<MediaRef> media = new ArrayList<>();
    int filled = 0;
    long length = 0;
    for (PayloadPart part : parts) {
      length += part.length();
      if (part instanceof PayloadPart.Inline piece) {
        System.arraycopy(piece.bytes(), 0, bytes, filled, piece.bytes().length);
        filled += piece.bytes().length;
      } else if (part instanceof PayloadPart.Media piece) {
        mediaAt[media.size()] = filled;
        media.add(piece.media());
      }
    }
    return new PartsCursor(bytes, mediaAt, media, length);
  }

  /** Length of the joined payload. */
  long length() {
    return length;
  }

  long position() {
    return position;
  }

  /** Reads a minimal varint that ends before {@code end}. */
  long varint(long end) throws MalformedException {
    int stop = (int) Math.min(stop(), inline + (end - position));
    long value = 0;
    int start = inline;
    for (int shift = 0; shift < 70; shift += 7) {
      if (inline >= stop) {
        throw new MalformedException("cut off");
      }
      byte b = bytes[inline++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        if ((b == 0 && shift > 0) || (shift == 63 && b > 1)) {
          throw new MalformedException("a varint is not minimal");
        }
        position += inline - start;
        return value;
      }
    }
    throw new MalformedException("a varint is too long");
  }

  /** Whether the next value is a medium; the value has {@code size} bytes. */
  @Nullable MediaRef mediaOf(long size) throws MalformedException {
    if (size == 0 || nextMedia == media.size() || mediaAt[nextMedia] != inline) {
      return null;
    }
    MediaRef found = media.get(nextMedia);
    if (found.size() != size) {
      throw new MalformedException("a medium is not the whole value");
    }
    nextMedia++;
    position += size;
    return found;
  }

  /** Passes over inline bytes and answers where they begin in {@link #inlineBytes}. */
  int skip(long size) throws MalformedException {
    if (size > stop() - inline) {
      throw new MalformedException("a medium inside another value");
    }
    int start = inline;
    inline += (int) size;
    position += size;
    return start;
  }

  byte[] inlineBytes() {
    return bytes;
  }

  byte[] copy(int start, int size) {
    return Arrays.copyOfRange(bytes, start, start + size);
  }

  private int stop() {
    return nextMedia < media.size() ? mediaAt[nextMedia] : bytes.length;
  }
}
