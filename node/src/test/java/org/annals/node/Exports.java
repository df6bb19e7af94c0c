package org.annals.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.StringJoiner;

/** Small Discord exports: one message a week. */
final class Exports {
  private Exports() {}

  static Path weeks(Path file, int weeks) throws IOException {
    return weeks(file, 1, weeks);
  }

  /** Messages of the first to the last of some weeks of the year 2024. */
  static Path weeks(Path file, int first, int last) throws IOException {
    StringJoiner messages = new StringJoiner(",");
    Instant start = Instant.parse("2024-01-04T10:00:00Z");
    for (int week = first; week <= last; week++) {
      messages.add(message(1000 + week, start.plus(Duration.ofDays(7L * week)), "week " + week));
    }
    return Files.writeString(
        file,
        "{\"guild\":{\"id\":\"1\",\"name\":\"G\"},\"channel\":{\"id\":\"7\",\"type\":"
            + "\"GuildTextChat\",\"category\":\"Text\",\"name\":\"general\",\"topic\":\"\"},"
            + "\"dateRange\":{\"after\":null,\"before\":null},\"messages\":["
            + messages
            + "],\"messageCount\":"
            + (last - first + 1)
            + "}");
  }

  private static String message(long id, Instant at, String text) {
    return ("{\"id\":\"%d\",\"type\":\"Default\",\"timestamp\":\"%s\",\"timestampEdited\":null,"
            + "\"isPinned\":false,\"content\":\"%s\",\"author\":{\"id\":\"900\",\"name\":\"n\","
            + "\"nickname\":\"Nick\"},\"attachments\":[],\"embeds\":[],\"stickers\":[],"
            + "\"reactions\":[],\"mentions\":[]}")
        .formatted(id, at.toString().replace("Z", ".000+00:00"), text);
  }
}
