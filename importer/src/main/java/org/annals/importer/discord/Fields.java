package org.annals.importer.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads members of JSON objects leniently: what is absent, null or of another kind is empty. */
final class Fields {
  private static final long DISCORD_EPOCH = 1_420_070_400_000L;
  private static final Pattern SNOWFLAKE = Pattern.compile("[0-9]{1,20}");

  private Fields() {}

  static String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isTextual() ? clean(value.textValue()) : "";
  }

  /** Text of at most so many characters. */
  static String text(JsonNode object, String name, int longest) {
    return cut(text(object, name), longest);
  }

  static boolean flag(JsonNode object, String name) {
    return object.path(name).asBoolean(false);
  }

  /** A whole number, 0 when there is none or it is negative. */
  static long number(JsonNode object, String name) {
    String digits = text(object, name);
    if (!SNOWFLAKE.matcher(digits).matches()) {
      return 0;
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  static boolean isSnowflake(String id) {
    return SNOWFLAKE.matcher(id).matches();
  }

  /** Milliseconds since the epoch; the offset may differ from value to value. */
  static OptionalLong time(JsonNode object, String name) {
    String value = text(object, name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(OffsetDateTime.parse(value).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return withoutOffset(value);
    }
  }

  private static OptionalLong withoutOffset(String value) {
    try {
      return OptionalLong.of(LocalDateTime.parse(value).toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /** The time that an id carries. */
  static long snowflakeTime(String id) {
    long value;
    try {
      value = Long.parseUnsignedLong(id);
    } catch (NumberFormatException e) {
      return 0;
    }
    return (value >>> 22) + DISCORD_EPOCH;
  }

  /** Lone surrogates have no bytes in UTF-8; the sign for the unknown stands in their place. */
  static String clean(String text) {
    int at = 0;
    while (at < text.length() && !loneSurrogate(text, at)) {
      at += Character.isHighSurrogate(text.charAt(at)) ? 2 : 1;
    }
    if (at >= text.length()) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i)) && !loneSurrogate(text, i)) {
        clean.append(text, i, i + 2);
        i++;
      } else {
        clean.append(loneSurrogate(text, i) ? '\uFFFD' : text.charAt(i));
      }
    }
    return clean.toString();
  }

  private static boolean loneSurrogate(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c);
  }

  /** Cuts to so many characters, never through a surrogate pair. */
  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end);
  }
}
