package org.annals.cli.blackbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A channel's history in the form of DiscordChatExporter, made from a seed: messages of several
 * authors with replies, edits, reactions and images, week after week, old enough to be archived.
 */
final class DiscordExport {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long WEEK_MILLIS = 7L * 24 * 3600 * 1000;
  private static final long DISCORD_EPOCH = 1_420_070_400_000L;

  private final long channel;
  private final int weeks;
  private final int perWeek;
  private int imageSide;
  private int imagesPerWeek;

  private DiscordExport(long channel, int weeks, int perWeek) {
    this.channel = channel;
    this.weeks = weeks;
    this.perWeek = perWeek;
  }

  /** Text only. */
  static DiscordExport ofWeeks(int weeks, int perWeek) {
    return new DiscordExport(900_000_000_000_000_001L, weeks, perWeek);
  }

  /** The same in another channel. */
  DiscordExport inChannel(int number) {
    DiscordExport other =
        new DiscordExport(900_000_000_000_000_000L + number, weeks, perWeek)
            .withImages(imagesPerWeek, imageSide);
    return other;
  }

  /** Square images of noise, about three bytes for each of their pixels. */
  DiscordExport withImages(int eachWeek, int side) {
    imagesPerWeek = eachWeek;
    imageSide = side;
    return this;
  }

  int messages() {
    return weeks * perWeek;
  }

  int images() {
    return weeks * imagesPerWeek;
  }

  /** Writes everything into one file and its folder of images. */
  Path writeTo(Path directory) throws IOException {
    return writeParts(directory, 1).get(0);
  }

  /** Writes the history into several files, message by message in turn. */
  List<Path> writeParts(Path directory, int parts) throws IOException {
    Files.createDirectories(directory);
    Random random = new Random(channel);
    List<ObjectNode> documents = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      documents.add(document());
    }
    // The end of the newest window that may be sealed, with weeks aligned to the Unix epoch.
    long end = (Instant.now().toEpochMilli() / WEEK_MILLIS - 1) * WEEK_MILLIS;
    String folder = channel + ".json_Files";
    Path media = Files.createDirectories(directory.resolve(folder));
    String previous = "";
    for (int n = 0; n < messages(); n++) {
      int week = n / perWeek;
      int inWeek = n % perWeek;
      long time = end - (weeks - week) * WEEK_MILLIS + 3_600_000L + inWeek * 61_001L;
      ObjectNode message = message(n, time, random);
      if (inWeek < imagesPerWeek) {
        String name = "picture-" + n + ".png";
        Files.write(media.resolve(name), png(random));
        attach(message, folder + "\\" + name, name, Files.size(media.resolve(name)));
      }
      if (n % 7 == 3 && !previous.isEmpty()) {
        reply(message, previous);
      }
      previous = message.path("id").asText();
      documents.get(n % parts).withArray("messages").add(message);
    }
    List<Path> files = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      ObjectNode document = documents.get(part);
      document.put("messageCount", document.withArray("messages").size());
      String suffix = part == 0 ? "" : " [part " + (part + 1) + "]";
      Path file = directory.resolve(channel + suffix + ".json");
      files.add(Files.write(file, MAPPER.writeValueAsBytes(document)));
    }
    return files;
  }

  private ObjectNode document() {
    ObjectNode document = MAPPER.createObjectNode();
    document.putObject("guild").put("id", "800000000000000001").put("name", "Test guild");
    document
        .putObject("channel")
        .put("id", Long.toString(channel))
        .put("type", "GuildTextChat")
        .put("category", "Text Channels")
        .put("name", "channel-" + channel % 100);
    document.putObject("dateRange").putNull("after").putNull("before");
    document.putArray("messages");
    return document;
  }

  private ObjectNode message(int n, long time, Random random) {
    ObjectNode message = MAPPER.createObjectNode();
    message
        .put("id", Long.toString(((time - DISCORD_EPOCH) << 22) + n % 4096))
        .put("type", "Default")
        .put("timestamp", Instant.ofEpochMilli(time).toString())
        .put("timestampEdited", n % 11 == 5 ? Instant.ofEpochMilli(time + 5_000).toString() : null)
        .put("isPinned", n % 50 == 9)
        .put(
            "content",
            "Message " + n + " Iğdır İzmir straße 🎉 " + Long.toString(random.nextLong(), 36));
    int author = random.nextInt(7);
    message
        .putObject("author")
        .put("id", Long.toString(700_000_000_000_000_000L + author))
        .put("name", "author" + author)
        .put("discriminator", "0000")
        .put("nickname", "Author " + author)
        .put("isBot", false);
    message.putArray("attachments");
    message.putArray("embeds");
    message.putArray("stickers");
    message.putArray("mentions");
    ArrayNode reactions = message.putArray("reactions");
    if (n % 5 == 0) {
      ObjectNode reaction = reactions.addObject();
      reaction.putObject("emoji").put("id", "").put("name", "👀").put("isAnimated", false);
      reaction.put("count", 1 + n % 3);
    }
    return message;
  }

  private static void reply(ObjectNode message, String to) {
    message.put("type", "Reply");
    message.putObject("reference").put("messageId", to);
  }

  private static void attach(ObjectNode message, String url, String name, long size) {
    message
        .withArray("attachments")
        .addObject()
        .put("id", message.path("id").asText())
        .put("url", url)
        .put("fileName", name)
        .put("fileSizeBytes", size);
  }

  private byte[] png(Random random) throws IOException {
    BufferedImage image = new BufferedImage(imageSide, imageSide, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < imageSide * imageSide; pixel++) {
      image.setRGB(pixel % imageSide, pixel / imageSide, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
