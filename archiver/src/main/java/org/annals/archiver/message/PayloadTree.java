package org.annals.archiver.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.message.Schema.Field;
import org.annals.archiver.message.Schema.Presence;
import org.annals.archiver.wire.MalformedException;
import org.annals.archiver.wire.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * One decoded message: every known field with its declared wire type, at most once unless repeated,
 * nothing unknown, varints minimal. Fields stand in any order: Status' own encoder writes the
 * choice of a oneof last. Values are read by field number; an absent one has its default.
 */
final class PayloadTree {
  /**
   * Inline bytes of a {@link Schema.Kind#MEDIA} field.
   *
   * @param offset in the joined payload
   */
  record Blob(long offset, byte[] bytes) {}

  /** More values in one message are refused: three bytes of input must not cost a hundred. */
  private static final int MAX_VALUES = 16_384;

  private static final int[] NO_NUMBERS = {};
  private static final Object[] NO_VALUES = {};

  private int[] numbers = NO_NUMBERS;
  private Object[] values = NO_VALUES;
  private int count;

  private PayloadTree() {}

  static PayloadTree parse(Schema schema, PartsCursor cursor) throws MalformedException {
    PayloadTree tree = parse(schema, cursor, cursor.length());
    if (cursor.position() != cursor.length()) {
      throw new MalformedException("a medium stands at no value");
    }
    return tree;
  }

  long number(int field) {
    return find(field) instanceof Long value ? value : 0;
  }

  boolean flag(int field) {
    return number(field) != 0;
  }

  String text(int field) {
    return find(field) instanceof String value ? value : "";
  }

  byte[] bytes(int field) {
    return find(field) instanceof byte[] value ? value : new byte[0];
  }

  boolean has(int field) {
    return find(field) != null;
  }

  Optional<PayloadTree> message(int field) {
    return find(field) instanceof PayloadTree value ? Optional.of(value) : Optional.empty();
  }

  List<PayloadTree> messages(int field) {
    List<PayloadTree> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (numbers[i] == field && values[i] instanceof PayloadTree value) {
        found.add(value);
      }
    }
    return found;
  }

  /** A {@link Blob}, a {@link MediaRef}, or null when the field is absent. */
  @Nullable Object media(int field) {
    return find(field);
  }

  private @Nullable Object find(int field) {
    for (int i = 0; i < count; i++) {
      if (numbers[i] == field) {
        return values[i];
      }
    }
    return null;
  }

  private static PayloadTree parse(Schema schema, PartsCursor cursor, long end)
      throws MalformedException {
    PayloadTree tree = new PayloadTree();
    boolean oneof = false;
    while (cursor.position() < end) {
      long tag = cursor.varint(end);
      Field field = schema.field(tag >>> 3);
      if (field == null) {
        throw new MalformedException("unknown field");
      }
      if (field.presence() != Presence.REPEATED && tree.has(field.number())) {
        throw new MalformedException("a field stands twice");
      }
      if (field.presence() == Presence.ONEOF) {
        if (oneof) {
          throw new MalformedException("two values for one choice");
        }
        oneof = true;
      }
      tree.read(field, (int) (tag & 7), cursor, end);
    }
    return tree;
  }

  private void read(Field field, int wireType, PartsCursor cursor, long end)
      throws MalformedException {
    switch (field.kind()) {
      case UINT64, UINT32, BOOL -> {
        require(wireType == 0);
        number(field, cursor.varint(end));
      }
      case TEXT, BYTES, MEDIA, MESSAGE -> {
        require(wireType == 2);
        long size = cursor.varint(end);
        if (size < 0 || size > end - cursor.position()) {
          throw new MalformedException("a length goes beyond the end");
        }
        delimited(field, cursor, size);
      }
    }
  }

  private void number(Field field, long value) throws MalformedException {
    boolean fits =
        switch (field.kind()) {
          case UINT32 -> value >>> 32 == 0;
          case BOOL -> value >>> 1 == 0;
          default -> true;
        };
    if (!fits) {
      throw new MalformedException("number out of range");
    }
    add(field, value);
  }

  private void delimited(Field field, PartsCursor cursor, long size) throws MalformedException {
    Schema message = field.message();
    if (message != null) {
      PayloadTree child = parse(message, cursor, cursor.position() + size);
      add(field, child);
      return;
    }
    long offset = cursor.position();
    MediaRef media = cursor.mediaOf(size);
    if (media != null) {
      if (field.kind() != Schema.Kind.MEDIA) {
        throw new MalformedException("a medium stands at another value");
      }
      add(field, media);
      return;
    }
    int start = cursor.skip(size);
    int length = (int) size;
    Object value =
        switch (field.kind()) {
          case TEXT -> Utf8.decode(cursor.inlineBytes(), start, length);
          case MEDIA -> new Blob(offset, cursor.copy(start, length));
          default -> cursor.copy(start, length);
        };
    add(field, value);
  }

  private void add(Field field, Object value) throws MalformedException {
    if (count == MAX_VALUES) {
      throw new MalformedException("too many values");
    }
    if (count == numbers.length) {
      int room = Math.max(10, count * 2);
      numbers = Arrays.copyOf(numbers, room);
      values = Arrays.copyOf(values, room);
    }
    numbers[count] = field.number();
    values[count++] = value;
  }

  private static void require(boolean sameWireType) throws MalformedException {
    if (!sameWireType) {
      throw new MalformedException("another wire type than declared");
    }
  }
}
