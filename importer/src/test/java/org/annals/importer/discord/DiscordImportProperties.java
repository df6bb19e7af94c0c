package org.annals.importer.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;

/** Damaged exports: whatever the bytes, the import ends with numbers that add up. */
final class DiscordImportProperties {
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final PrivateKey KEY = PrivateKey.of(Digest.sha256(new byte[] {2}).toBytes());
  private static final String ENTRY =
      "{\"id\":\"10%d\",\"type\":\"Reply\",\"timestamp\":\"2023-01-06T14:03:03.8+00:00\","
          + "\"timestampEdited\":null,\"isPinned\":false,\"content\":\"hello\","
          + "\"author\":{\"id\":\"9\",\"name\":\"me\",\"isBot\":false,\"avatarUrl\":\"a/b.png\"},"
          + "\"attachments\":[{\"id\":\"1\",\"url\":\"a\\\\b.png\",\"fileName\":\"b.png\","
          + "\"fileSizeBytes\":12}],\"embeds\":[{\"title\":\"t\",\"fields\":[{\"name\":\"n\"}]}],"
          + "\"stickers\":[{\"name\":\"s\"}],\"reactions\":[{\"emoji\":{\"id\":\"\",\"name\":\"x\"},"
          + "\"count\":2}],\"reference\":{\"messageId\":\"1\"}}";
  private static final byte[] EXPORT =
      ("{\"guild\":{\"id\":\"1\"},\"channel\":{\"id\":\"7\",\"type\":\"GuildTextChat\"},"
              + "\"messages\":["
              + ENTRY.formatted(1)
              + ","
              + ENTRY.formatted(2)
              + "],\"messageCount\":2}")
          .getBytes(StandardCharsets.UTF_8);
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "-1",
    "1e400",
    "\\",
    "\\u0000",
    "\u0000",
    "[[[[",
    "99999999999999999999999",
    "{\"id\":",
    "true",
    "\ud83d\ude00",
    "../",
    "0"
  };

  @Property(tries = 300)
  void run_damagedExport_endsWithNumbersThatAddUp(@ForAll long seed) throws IOException {
    Path folder = Files.createTempDirectory("export");
    try {
      Files.write(folder.resolve("a.json"), damaged(new SplittableRandom(seed)));
      MemorySink sink = new MemorySink();
      ImportReport report =
          new DiscordImport(CURVE, KEY, true, sink).run(folder, ImportProgress.NONE);
      ImportReport.Entries entries = report.entries();
      long events = entries.events().values().stream().mapToLong(n -> n).sum();
      assertThat(entries.messages() + events + entries.unreadable()).isEqualTo(entries.total());
      assertThat(report.stored().added() + report.stored().replaced() + report.stored().known())
          .isEqualTo(entries.messages() + events);
      assertThat(report.files().read() + report.files().others() + report.files().direct())
          .isEqualTo(1);
      assertThat(sink.media).isEmpty();
    } finally {
      delete(folder);
    }
  }

  private static byte[] damaged(SplittableRandom random) {
    StringBuilder text = new StringBuilder(new String(EXPORT, StandardCharsets.UTF_8));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(6));
      text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(3) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
