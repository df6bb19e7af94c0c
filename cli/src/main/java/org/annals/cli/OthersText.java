package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Replies hold what strangers wrote: names, messages, names of files. Shown to people, it must not
 * steer their terminal, nor look like further lines of the answer.
 */
final class OthersText {
  private static final String CONTINUED = "\n      ";

  private OthersText() {}

  /** The same with control characters replaced, and further lines of a text set in. */
  static ObjectNode shown(ObjectNode reply) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    reply.properties().forEach(each -> shown.set(each.getKey(), shown(each.getValue())));
    return shown;
  }

  private static JsonNode shown(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return shown(object);
    }
    if (node instanceof ArrayNode array) {
      ArrayNode shown = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(each -> shown.add(shown(each)));
      return shown;
    }
    return node.isTextual() ? TextNode.valueOf(shown(node.asText())) : node;
  }

  /** One text, the same way. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\n') {
                shown.append(CONTINUED);
              } else if (Character.isISOControl(point) && point != '\t') {
                shown.append('\uFFFD');
              } else {
                shown.appendCodePoint(point);
              }
            });
    return shown.toString();
  }
}
