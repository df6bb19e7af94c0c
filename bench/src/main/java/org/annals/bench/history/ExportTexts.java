package org.annals.bench.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Texts that people wrote: the contents of Discord and Slack exports in a folder, one after the
 * other and again from the beginning. Confined to one thread.
 */
final class ExportTexts {
  private final List<String> texts = new ArrayList<>();
  private int next;

  /**
   * Reads every {@code .json} file below a folder, in the order of the names.
   *
   * @throws IOException when there is no text
   */
  ExportTexts(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      JsonNode root = json.readTree(file.toFile());
      JsonNode messages = root.isArray() ? root : root.path("messages");
      for (JsonNode message : messages) {
        String text = message.path("content").asText(message.path("text").asText(""));
        if (!text.isEmpty()) {
          texts.add(text);
        }
      }
    }
    if (texts.isEmpty()) {
      throw new IOException("no messages with text below " + folder);
    }
  }

  String next() {
    String text = texts.get(next);
    next = (next + 1) % texts.size();
    return text;
  }
}
