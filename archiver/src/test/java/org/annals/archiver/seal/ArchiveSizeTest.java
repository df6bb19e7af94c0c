package org.annals.archiver.seal;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.message.ChatMessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Text takes at most a quarter of what status-go's archives take for the same messages, also in a
 * community of many small threads (docs/decisions/011).
 */
final class ArchiveSizeTest {
  private static final int MESSAGES = 2000;

  /** What a live client's message carries beside the application message: its key bundle. */
  private static final int BUNDLE = 190;

  private static final int INSTALLATION_ID = 38;

  @TempDir Path directory;
  private final SampleCommunity community = new SampleCommunity("size");

  @Test
  void pack_oneChannel_isBelowAQuarter() throws IOException {
    Ratio ratio = ratio(MESSAGES);
    assertThat(ratio.withBundle()).isLessThan(0.19);
    assertThat(ratio.without()).isLessThan(0.25);
  }

  @Test
  void pack_threadsOfSeven_isBelowAQuarter() throws IOException {
    Ratio ratio = ratio(7);
    assertThat(ratio.withBundle()).isLessThan(0.2);
    assertThat(ratio.without()).isLessThan(0.26);
  }

  @Test
  void pack_threadsOfFour_isBelowAQuarter() throws IOException {
    assertThat(ratio(4).withBundle()).isLessThan(0.2);
  }

  private record Ratio(double withBundle, double without) {}

  private Ratio ratio(int perChannel) throws IOException {
    Random random = new Random(3);
    SampleText texts = new SampleText(3);
    List<SampleItem> items = new ArrayList<>();
    long live = 0;
    long bare = 0;
    long clock = at(0);
    for (int i = 0; i < MESSAGES; i++) {
      clock += (long) Math.exp(10.1 + 1.3 * random.nextGaussian());
      ChannelId channel = new ChannelId(new UUID(mixed(i / perChannel), mixed(~(i / perChannel))));
      String author = "member-" + (int) Math.min(99, 4 * (Math.pow(random.nextDouble(), -1) - 1));
      ChatMessageBuilder message =
          community
              .payloads
              .chat(channel, clock)
              .timestamp(clock - random.nextInt(2000))
              .text(texts.next())
              .displayName(author);
      if (i % perChannel > 0 && random.nextInt(100) < 19) {
        message.reply(items.get(i - 1).id());
      }
      items.add(community.chat(author, channel, clock, message));
      live += statusBytes(items.get(i).envelope().length + BUNDLE);
      bare += statusBytes(items.get(i).envelope().length);
    }
    long size = 0;
    PackBench bench = new PackBench(community, directory);
    for (PackedChunk chunk : bench.pack(WINDOW, MemorySource.of(items)).chunks()) {
      size += chunk.size();
      assertThat(chunk.counts().messages()).isEqualTo(MESSAGES);
    }
    return new Ratio(size / (double) live, size / (double) bare);
  }

  private static long mixed(long number) {
    return new Random(number).nextLong();
  }

  /** Length of a message in status-go's archive (reference: its protobuf, RFC 26 padding). */
  private static long statusBytes(int envelope) {
    int data = INSTALLATION_ID + 3 + envelope;
    int padding = 256 - (1 + 2 + data + 65) % 256;
    long fields = 67L + 6 + 6 + (3 + data) + (2 + padding) + 34;
    return 3 + fields;
  }
}
