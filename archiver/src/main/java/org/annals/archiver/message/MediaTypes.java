package org.annals.archiver.message;

import java.util.regex.Pattern;

/** Names for kinds of media. Stateless. */
final class MediaTypes {
  private static final String UNKNOWN = "application/octet-stream";
  private static final Pattern WELL_FORMED =
      Pattern.compile("[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}");

  private MediaTypes() {}

  /** Of Status' ImageFormat. */
  static String ofImageFormat(long format) {
    return switch ((int) format) {
      case 1 -> "image/png";
      case 2 -> "image/jpeg";
      case 3 -> "image/webp";
      case 4 -> "image/gif";
      default -> UNKNOWN;
    };
  }

  /** Of Status' AudioType. */
  static String ofAudioType(long type) {
    return switch ((int) type) {
      case 1 -> "audio/aac";
      case 2 -> "audio/amr";
      default -> UNKNOWN;
    };
  }

  /** What a sender wrote, when it looks like a media type; senders may write anything. */
  static String ofDeclared(String text) {
    return WELL_FORMED.matcher(text).matches() ? text : UNKNOWN;
  }

  static Attachment.Kind kind(String mediaType) {
    if (mediaType.startsWith("image/")) {
      return Attachment.Kind.IMAGE;
    }
    return mediaType.startsWith("audio/") ? Attachment.Kind.AUDIO : Attachment.Kind.FILE;
  }
}
