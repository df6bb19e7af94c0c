package org.annals.importer.discord;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads one export from beginning to end, one entry at a time. The header stands before the entries
 * in every export of the program itself; a file in which it does not is no export.
 */
final class ExportFile {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(2_000_000)
                  .maxNestingDepth(64)
                  .build())
          .build();

  private final Path path;

  ExportFile(Path path) {
    this.path = path;
  }

  /** Receives the entries; empty for one that is too large to look at. */
  interface Entries {
    void entry(Optional<JsonNode> entry) throws IOException;
  }

  /**
   * How a file ended.
   *
   * @param fault what is wrong with its end, empty when nothing is
   * @param stated its own count of entries, -1 when it has none
   */
  record End(Optional<String> fault, long stated) {}

  /** The header, or empty when the file is no export. */
  Optional<ExportHeader> header() throws IOException {
    try (InputStream in = Files.newInputStream(path);
        JsonParser parser = JSON.createParser(in)) {
      return header(parser);
    } catch (JsonProcessingException | EOFException e) {
      return Optional.empty();
    }
  }

  private static Optional<ExportHeader> header(JsonParser parser) throws IOException {
    JsonNode guild = NullNode.getInstance();
    JsonNode channel = NullNode.getInstance();
    String exportedAt = "";
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "messages" -> {
          return parser.currentToken() == JsonToken.START_ARRAY
                  && guild.isObject()
                  && !Fields.text(channel, "id").isEmpty()
              ? Optional.of(ExportHeader.of(guild, channel, exportedAt))
              : Optional.empty();
        }
        case "guild" -> guild = BoundedTree.read(parser).orElse(NullNode.getInstance());
        case "channel" -> channel = BoundedTree.read(parser).orElse(NullNode.getInstance());
        case "exportedAt" -> exportedAt = parser.getValueAsString("");
        default -> parser.skipChildren();
      }
    }
    return Optional.empty();
  }

  /** Hands the entries over in the file's order; {@code progress} hears how far it has read. */
  End entries(Entries sink, LongConsumer progress) throws IOException {
    try (InputStream in = Files.newInputStream(path);
        JsonParser parser = JSON.createParser(in)) {
      if (header(parser).isEmpty()) {
        return new End(Optional.of("it is no export any more"), -1);
      }
      return entries(parser, sink, progress);
    }
  }

  private static End entries(JsonParser parser, Entries sink, LongConsumer progress)
      throws IOException {
    while (true) {
      Optional<JsonNode> entry;
      try {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
          return trailer(parser);
        }
        if (token == null) {
          return new End(Optional.of("it ends inside its entries"), -1);
        }
        entry = BoundedTree.read(parser);
      } catch (JsonProcessingException | EOFException e) {
        return new End(Optional.of("it breaks off: " + firstLine(e)), -1);
      }
      sink.entry(entry);
      progress.accept(parser.currentLocation().getByteOffset());
    }
  }

  private static End trailer(JsonParser parser) throws IOException {
    long stated = -1;
    try {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean count = parser.currentName().equals("messageCount");
        parser.nextToken();
        if (count) {
          stated = parser.getValueAsLong(-1);
        } else {
          parser.skipChildren();
        }
      }
      boolean whole = parser.currentToken() == JsonToken.END_OBJECT && stated >= 0;
      return new End(whole ? Optional.empty() : Optional.of("its own count is missing"), stated);
    } catch (JsonProcessingException | EOFException e) {
      return new End(Optional.of("it breaks off after its entries: " + firstLine(e)), stated);
    }
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    return Fields.cut(message.lines().findFirst().orElse(""), 200);
  }
}
