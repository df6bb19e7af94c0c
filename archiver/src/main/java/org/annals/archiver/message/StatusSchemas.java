package org.annals.archiver.message;

import static org.annals.archiver.message.Schema.nested;
import static org.annals.archiver.message.Schema.oneof;
import static org.annals.archiver.message.Schema.plain;
import static org.annals.archiver.message.Schema.repeated;

import org.annals.archiver.message.Schema.Field;
import org.annals.archiver.message.Schema.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The application messages that are archived: Status' of autumn 2026 and, in {@link #CHAT}, the
 * fields from 1000 up in which Annals carries imports (FORMAT section 2).
 */
final class StatusSchemas {
  private static final Schema THUMBNAIL =
      Schema.of(bytes(1), plain(2, Kind.UINT32), plain(3, Kind.UINT32));

  private static final Schema UNFURLED_LINK =
      Schema.of(
          text(1),
          text(2),
          text(3),
          bytes(4),
          plain(5, Kind.UINT32),
          plain(6, Kind.UINT32),
          plain(7, Kind.UINT32),
          bytes(8));

  private static final Schema CONTACT_LINK =
      Schema.of(bytes(1), text(2), text(3), nested(4, THUMBNAIL));

  private static final Schema COMMUNITY_LINK =
      Schema.of(
          bytes(1),
          text(2),
          text(3),
          plain(4, Kind.UINT32),
          text(5),
          nested(7, THUMBNAIL),
          nested(8, THUMBNAIL));

  private static final Schema CHANNEL_LINK =
      Schema.of(text(1), text(2), text(3), text(4), text(5), nested(6, COMMUNITY_LINK));

  private static final Schema STATUS_LINKS =
      Schema.of(
          repeated(
              1,
              Schema.of(
                  text(1),
                  oneof(2, CONTACT_LINK),
                  oneof(3, COMMUNITY_LINK),
                  oneof(4, CHANNEL_LINK))));

  private static final Schema DISCORD =
      Schema.of(
          text(1),
          text(2),
          text(3),
          text(4),
          text(5),
          nested(6, Schema.of(text(1), text(2), text(3), text(4), text(5), bytes(6), text(7))),
          nested(7, Schema.of(text(1), text(2), text(3))),
          repeated(
              8,
              Schema.of(
                  text(1),
                  text(2),
                  text(3),
                  text(4),
                  plain(5, Kind.UINT64),
                  text(6),
                  plain(7, Kind.MEDIA),
                  text(8))));

  private static final Schema IMPORTED =
      Schema.of(
          text(1),
          text(2),
          plain(3, Kind.UINT64),
          text(4),
          plain(5, Kind.BOOL),
          text(6),
          repeated(7, Schema.of(text(1), plain(2, Kind.UINT32))),
          plain(8, Kind.BOOL));

  private static final Schema IMPORTED_FILE =
      Schema.of(bytes(1), plain(2, Kind.UINT64), text(3), text(4));

  /** Type 1. */
  static final Schema CHAT =
      Schema.of(
          plain(1, Kind.UINT64),
          plain(2, Kind.UINT64),
          text(3),
          text(4),
          text(5),
          text(6),
          plain(7, Kind.UINT32),
          plain(8, Kind.UINT32),
          oneof(9, Schema.of(text(1), plain(2, Kind.UINT32))),
          oneof(
              10,
              Schema.of(
                  plain(1, Kind.MEDIA),
                  plain(2, Kind.UINT32),
                  text(3),
                  plain(4, Kind.UINT32),
                  plain(5, Kind.UINT32),
                  plain(6, Kind.UINT32))),
          oneof(11, Schema.of(plain(1, Kind.MEDIA), plain(2, Kind.UINT32), plain(3, Kind.UINT64))),
          oneof(12, Kind.BYTES),
          bytes(13),
          text(14),
          nested(
              15,
              Schema.of(
                  plain(1, Kind.UINT64),
                  plain(2, Kind.UINT64),
                  plain(3, Kind.UINT64),
                  plain(4, Kind.UINT64))),
          repeated(16, UNFURLED_LINK),
          nested(17, Schema.of(plain(1, Kind.UINT32), plain(2, Kind.UINT32))),
          nested(18, STATUS_LINKS),
          plain(19, Kind.UINT32),
          repeated(
              20, Schema.of(text(1), text(2), text(3), plain(4, Kind.UINT32), text(5), text(6))),
          text(21),
          oneof(99, DISCORD),
          oneof(100, Schema.of(text(1), text(2), text(3), text(4), text(5), text(6), text(7))),
          nested(ImportFields.IMPORTED, IMPORTED),
          repeated(ImportFields.ATTACHMENT, IMPORTED_FILE),
          nested(ImportFields.AVATAR, IMPORTED_FILE));

  private static final Schema REACTION =
      Schema.of(
          plain(1, Kind.UINT64),
          text(2),
          text(3),
          plain(4, Kind.UINT32),
          plain(5, Kind.UINT32),
          plain(6, Kind.BOOL),
          bytes(7));

  private static final Schema PIN =
      Schema.of(
          plain(1, Kind.UINT64), text(2), text(3), plain(4, Kind.BOOL), plain(5, Kind.UINT32));

  private static final Schema EDIT =
      Schema.of(
          plain(1, Kind.UINT64),
          text(2),
          text(3),
          text(4),
          bytes(5),
          plain(6, Kind.UINT32),
          plain(7, Kind.UINT32),
          repeated(8, UNFURLED_LINK),
          nested(9, STATUS_LINKS));

  private static final Schema DELETION =
      Schema.of(plain(1, Kind.UINT64), text(2), text(3), bytes(4), plain(5, Kind.UINT32), text(6));

  private static final Schema MEMBER_DELETION =
      Schema.of(plain(1, Kind.UINT64), bytes(2), text(3), repeated(4, Schema.of(text(1), text(2))));

  private StatusSchemas() {}

  /** The schema of an envelope type, or null when the type is not archived. */
  static @Nullable Schema ofType(int type) {
    return switch (type) {
      case MessageType.CHAT -> CHAT;
      case MessageType.REACTION -> REACTION;
      case MessageType.PIN -> PIN;
      case MessageType.EDIT -> EDIT;
      case MessageType.DELETION -> DELETION;
      case MessageType.MEMBER_DELETION -> MEMBER_DELETION;
      default -> null;
    };
  }

  private static Field text(int number) {
    return plain(number, Kind.TEXT);
  }

  private static Field bytes(int number) {
    return plain(number, Kind.BYTES);
  }
}
