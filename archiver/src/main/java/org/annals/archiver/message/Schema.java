package org.annals.archiver.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one protobuf message of Status, as far as they are known; anything else is refused
 * (FORMAT section 2). Immutable.
 */
final class Schema {
  /** How a field's value looks. */
  enum Kind {
    /** Varint, 64 bits. */
    UINT64,
    /** Varint, at most 32 bits; enumerations too, whose numbers need not be known. */
    UINT32,
    /** Varint, 0 or 1. */
    BOOL,
    /** UTF-8. */
    TEXT,
    /** Bytes. */
    BYTES,
    /** Bytes that may stand among a chunk's media. */
    MEDIA,
    /** A nested message. */
    MESSAGE
  }

  /** How often a field stands. */
  enum Presence {
    /** At most once. */
    ONCE,
    /** Any number of times. */
    REPEATED,
    /** At most once, and only one field of the message has this presence. */
    ONEOF
  }

  /**
   * One field.
   *
   * @param message of a nested message, else null
   */
  record Field(int number, Kind kind, Presence presence, @Nullable Schema message) {}

  private static final int DIRECT = 32;

  private final @Nullable Field[] direct = new @Nullable Field[DIRECT];
  private final List<Field> others;

  private Schema(List<Field> fields) {
    for (Field field : fields) {
      if (field.number() < DIRECT) {
        direct[field.number()] = field;
      }
    }
    others = fields.stream().filter(field -> field.number() >= DIRECT).toList();
  }

  static Schema of(Field... fields) {
    return new Schema(List.of(fields));
  }

  static Field plain(int number, Kind kind) {
    return new Field(number, kind, Presence.ONCE, null);
  }

  static Field oneof(int number, Kind kind) {
    return new Field(number, kind, Presence.ONEOF, null);
  }

  static Field oneof(int number, Schema message) {
    return new Field(number, Kind.MESSAGE, Presence.ONEOF, message);
  }

  static Field nested(int number, Schema message) {
    return new Field(number, Kind.MESSAGE, Presence.ONCE, message);
  }

  static Field repeated(int number, Schema message) {
    return new Field(number, Kind.MESSAGE, Presence.REPEATED, message);
  }

  /** The field of this number, or null when it is not known. */
  @Nullable Field field(long number) {
    if (number < DIRECT) {
      return direct[(int) number];
    }
    for (Field field : others) {
      if (field.number() == number) {
        return field;
      }
    }
    return null;
  }
}
