package org.annals.bench.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** Writes Discord exports with one message a week: each makes a chunk of its own. Stateless. */
final class WeeklyExport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant FIRST = Instant.parse("2016-01-06T00:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  private WeeklyExport() {}

  /**
   * Writes an export.
   *
   * @param first number of the first week
   * @param imageBytes each message has an image of this size; 0 for none
   */
  static Path write(Path folder, int first, int weeks, int imageBytes) throws IOException {
    Files.createDirectories(folder);
    byte[] image = new byte[imageBytes];
    new SplittableRandom(1).nextBytes(image);
    if (imageBytes > 0) {
      byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
      System.arraycopy(png, 0, image, 0, png.length);
      Files.write(folder.resolve("image.png"), image);
    }
    ObjectNode export = JSON.createObjectNode();
    export.putObject("guild").put("id", "1").put("name", "bench").put("iconUrl", "");
    export
        .putObject("channel")
        .put("id", "2")
        .put("type", "GuildTextChat")
        .put("categoryId", "3")
        .put("category", "bench")
        .put("name", "weekly")
        .putNull("topic");
    export.putObject("dateRange").putNull("after").putNull("before");
    ArrayNode messages = export.putArray("messages");
    for (int week = first; week < first + weeks; week++) {
      message(messages.addObject(), week, imageBytes);
    }
    export.put("messageCount", weeks);
    Path file = folder.resolve("export-" + first + "-" + weeks + ".json");
    Files.write(file, JSON.writeValueAsBytes(export));
    return file;
  }

  private static void message(ObjectNode message, int week, int imageBytes) {
    message
        .put("id", Long.toString(100_000_000_000_000_000L + week))
        .put("type", "Default")
        .put("timestamp", FIRST.plus(WEEK.multipliedBy(week)).toString())
        .putNull("timestampEdited")
        .putNull("callEndedTimestamp")
        .put("isPinned", false)
        .put("content", "week " + week);
    message
        .putObject("author")
        .put("id", "5")
        .put("name", "somebody")
        .put("discriminator", "0000")
        .put("nickname", "somebody")
        .putNull("color")
        .put("isBot", false);
    ArrayNode attachments = message.putArray("attachments");
    if (imageBytes > 0) {
      attachments
          .addObject()
          .put("id", Long.toString(200_000_000_000_000_000L + week))
          .put("url", "image.png")
          .put("fileName", "image.png")
          .put("fileSizeBytes", imageBytes);
    }
    for (String empty : new String[] {"embeds", "stickers", "reactions", "mentions"}) {
      message.putArray(empty);
    }
  }
}
