package org.annals.importer.discord;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/** Reads one JSON value into memory, up to a bound on values, text and depth. */
final class BoundedTree {
  private static final int MAX_VALUES = 200_000;
  private static final long MAX_TEXT = 4_000_000;
  private static final int MAX_DEPTH = 32;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private int values;
  private long text;

  private BoundedTree(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads the value at the parser's current token and leaves the parser at its last token; empty
   * when it passes the bound.
   */
  static Optional<JsonNode> read(JsonParser parser) throws IOException {
    BoundedTree tree = new BoundedTree(parser);
    JsonNode node = tree.value(0);
    return tree.exceeded(0) ? Optional.empty() : Optional.of(node);
  }

  private boolean exceeded(int depth) {
    return values > MAX_VALUES || text > MAX_TEXT || depth > MAX_DEPTH;
  }

  private JsonNode value(int depth) throws IOException {
    values++;
    if (exceeded(depth)) {
      if (depth > MAX_DEPTH) {
        values = MAX_VALUES + 1;
      }
      parser.skipChildren();
      return NODES.nullNode();
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> NODES.textNode(counted(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.textNode(counted(parser.getText()));
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  private ObjectNode object(int depth) throws IOException {
    ObjectNode node = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      requireMore();
      String name = counted(parser.currentName());
      parser.nextToken();
      node.set(name, value(depth + 1));
    }
    return node;
  }

  private ArrayNode array(int depth) throws IOException {
    ArrayNode node = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      requireMore();
      JsonNode element = value(depth + 1);
      if (!exceeded(0)) {
        node.add(element);
      }
    }
    return node;
  }

  private void requireMore() throws IOException {
    if (parser.currentToken() == null) {
      throw new EOFException("the file ends inside a value");
    }
  }

  private String counted(String value) {
    text += value.length();
    return value;
  }
}
