package org.annals.bench.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The events that a node has logged, with the time of the machine's clock. Stateless. */
record EventFile(Path file) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The file of a home. */
  static EventFile of(Path home) {
    return new EventFile(home.resolve("logs").resolve("events.jsonl"));
  }

  /** When something was last logged, and about what. */
  record Logged(Instant at, String subject) {
    /** The longest run of digits: of a catalogue its sequence. */
    String number() {
      return Arrays.stream(subject.split("[^0-9]+", -1))
          .max(Comparator.comparingInt(String::length))
          .orElse("");
    }
  }

  /** The newest event of a stage. */
  Optional<Logged> last(String stage) throws IOException {
    Optional<Logged> last = Optional.empty();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        JsonNode event = JSON.readTree(line);
        if (event.path("stage").asText().equals(stage)) {
          last =
              Optional.of(
                  new Logged(
                      Instant.parse(event.path("at").asText()), event.path("subject").asText()));
        }
      }
    }
    return last;
  }

  /**
   * Waits for an event about the catalogue of a sequence.
   *
   * @throws IOException when it does not come within a minute and a half
   */
  Logged await(String stage, String number) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (System.nanoTime() < end) {
      Optional<Logged> last = last(stage);
      if (last.isPresent() && last.get().number().equals(number)) {
        return last.get();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("no event " + stage + " of " + number + " came");
  }
}
