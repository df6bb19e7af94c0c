package org.annals.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
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
    return Files.writeString(file, export(messages, last - first + 1));
  }

  private static String export(StringJoiner messages, int count) {
    return "{\"guild\":{\"id\":\"1\",\"name\":\"G\"},\"channel\":{\"id\":\"7\",\"type\":"
        + "\"GuildTextChat\",\"category\":\"Text\",\"name\":\"general\",\"topic\":\"\"},"
        + "\"dateRange\":{\"after\":null,\"before\":null},\"messages\":["
        + messages
        + "],\"messageCount\":"
        + count
        + "}";
  }

  /** Messages with an image of so many random bytes each, of the first to the last week. */
  static Path albums(Path folder, int first, int last, int imageBytes) throws IOException {
    return albums(folder, first, last, imageBytes, 1);
  }

  /** The same with several messages a week, an hour apart. */
  static Path albums(Path folder, int first, int last, int imageBytes, int perWeek)
      throws IOException {
    Files.createDirectories(folder);
    StringJoiner messages = new StringJoiner(",");
    Instant start = Instant.parse("2024-01-04T10:00:00Z");
    for (int week = first; week <= last; week++) {
      for (int each = 0; each < perWeek; each++) {
        int number = week + 10_000 * each;
        byte[] image = new byte[imageBytes];
        new Random(31L * number + imageBytes).nextBytes(image);
        System.arraycopy(PNG, 0, image, 0, PNG.length);
        String name = "image-" + number + ".png";
        Files.write(folder.resolve(name), image);
        String attachment =
            "\"attachments\":[{\"id\":\"%d\",\"url\":\"%s\",\"fileName\":\"%s\",\"fileSizeBytes\":%d}]"
                .formatted(5000 + number, name, name, imageBytes);
        Instant at = start.plus(Duration.ofDays(7L * week)).plus(Duration.ofHours(each));
        messages.add(
            message(1000 + number, at, "week " + week + (each == 0 ? "" : ", " + each))
                .replace("\"attachments\":[]", attachment));
      }
    }
    int count = (last - first + 1) * perWeek;
    return Files.writeString(folder.resolve("export.json"), export(messages, count));
  }

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private static String message(long id, Instant at, String text) {
    return ("{\"id\":\"%d\",\"type\":\"Default\",\"timestamp\":\"%s\",\"timestampEdited\":null,"
            + "\"isPinned\":false,\"content\":\"%s\",\"author\":{\"id\":\"900\",\"name\":\"n\","
            + "\"nickname\":\"Nick\"},\"attachments\":[],\"embeds\":[],\"stickers\":[],"
            + "\"reactions\":[],\"mentions\":[]}")
        .formatted(id, at.toString().replace("Z", ".000+00:00"), text);
  }
}
