package org.annals.archiver.message;

import java.util.Optional;
import org.annals.keys.Digest;

/**
 * An image, a sound or a file of a message.
 *
 * @param size bytes, as the message says
 * @param name may be empty
 * @param mediaType for example {@code image/png}; what the sender says, not what the bytes are
 * @param width pixels, 0 when not said
 * @param height pixels, 0 when not said
 */
public record Attachment(
    Kind kind, Place place, long size, String name, String mediaType, int width, int height) {

  /** What it is to people. */
  public enum Kind {
    /** To be shown. */
    IMAGE,
    /** To be played. */
    AUDIO,
    /** To be offered. */
    FILE,
    /** The author's picture in an import. */
    AVATAR
  }

  /** Where the bytes are. */
  public sealed interface Place {}

  /** Among a chunk's media, or wherever media are kept before they are packed. */
  public record Stored(Digest digest) implements Place {}

  /** In the signed payload itself, because they are few; never modified. */
  public record Inline(byte[] bytes) implements Place {}

  /** Nowhere: an import named it, and its bytes were not there. */
  public record Missing() implements Place {}

  /** SHA-256 of the bytes, empty when they are missing. */
  public Optional<Digest> digest() {
    if (place instanceof Stored stored) {
      return Optional.of(stored.digest());
    }
    return place instanceof Inline inline
        ? Optional.of(Digest.sha256(inline.bytes()))
        : Optional.empty();
  }

  /** This as a reference for a chunk's media table, empty when the bytes are missing. */
  public Optional<MediaRef> reference() {
    return digest().map(digest -> new MediaRef(digest, size, name, mediaType));
  }
}
