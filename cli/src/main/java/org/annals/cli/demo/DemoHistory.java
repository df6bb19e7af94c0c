package org.annals.cli.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the demo's community has talked about.
 *
 * @param messages how many to generate
 * @param images how many of them carry an image; null for 1.5 %
 * @param input a DiscordChatExporter folder or file instead
 */
record DemoHistory(int messages, @Nullable Integer images, @Nullable Path input) {

  int imageCount() {
    Integer wanted = images;
    return wanted == null ? messages * 3 / 200 : wanted;
  }
}
