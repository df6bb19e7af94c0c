package org.annals.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.StringJoiner;

/** A Discord export of one channel whose messages, each with a picture, have the times given. */
final class DatedExport {
  private final String channel;
  private final StringJoiner messages = new StringJoiner(",");
  private final Path directory;
  private int count;

  private DatedExport(Path directory, String channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static DatedExport of(Path directory, String channel) {
    return new DatedExport(directory, channel);
  }

  /** The words of a message: nothing else in a home has them, and nothing compresses them. */
  static String words(String channel, int number) {
    Random random = new Random(channel.hashCode() * 31L + number);
    StringBuilder words = new StringBuilder(channel).append(number).append('-');
    for (int i = 0; i < 40; i++) {
      words.append((char) (random.nextInt(26) + (random.nextBoolean() ? 'a' : 'A')));
    }
    return words.toString();
  }

  /** The bytes of its picture. */
  static byte[] picture(String channel, int number) {
    byte[] bytes = new byte[4_000];
    new Random(channel.hashCode() * 37L + number).nextBytes(bytes);
    byte[] magic = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    System.arraycopy(magic, 0, bytes, 0, magic.length);
    return bytes;
  }

  /** Adds a message. */
  DatedExport message(int number, Instant at) throws IOException {
    String name = channel + number + ".png";
    Path media = Files.createDirectories(directory.resolve("media"));
    Files.write(media.resolve(name), picture(channel, number));
    count++;
    messages.add(
        ("{\"id\":\"%d\",\"type\":\"Default\",\"timestamp\":\"%s\",\"timestampEdited\":null,"
                + "\"isPinned\":false,\"content\":\"%s\",\"author\":{\"id\":\"900\",\"name\":\"n\","
                + "\"nickname\":\"Nick\"},\"attachments\":[{\"id\":\"%d\",\"url\":\"media/%s\","
                + "\"fileName\":\"%s\",\"fileSizeBytes\":4000}],\"embeds\":[],\"stickers\":[],"
                + "\"reactions\":[],\"mentions\":[]}")
            .formatted(
                id() + number,
                at.toString().replaceAll("(\\.\\d+)?Z", ".000+00:00"),
                words(channel, number),
                id() + 5_000 + number,
                name,
                name));
    return this;
  }

  private long id() {
    return 1_000_000L + Math.abs(channel.hashCode() % 100_000) * 10_000L;
  }

  /** Writes the export; returns its file. */
  Path write() throws IOException {
    return Files.writeString(
        directory.resolve(channel + "-" + count + "-" + messages.length() + ".json"),
        "{\"guild\":{\"id\":\"1\",\"name\":\"G\"},\"channel\":{\"id\":\""
            + id()
            + "\",\"type\":\"GuildTextChat\",\"category\":\"Text\",\"name\":\""
            + channel
            + "\",\"topic\":\"\"},\"dateRange\":{\"after\":null,\"before\":null},\"messages\":["
            + messages
            + "],\"messageCount\":"
            + count
            + "}");
  }
}
