package org.annals.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;

/** What the demo shows: steps for people, or one JSON line per step. */
final class DemoScreen {
  private final boolean json;
  private final PrintWriter out;

  DemoScreen(boolean json, PrintWriter out) {
    this.json = json;
    this.out = out;
  }

  void step(String text) {
    if (json) {
      ObjectNode event = JsonNodeFactory.instance.objectNode();
      out.println(event.put("event", "step").put("text", text));
    } else {
      out.println("» " + text);
    }
    out.flush();
  }

  void detail(String text) {
    if (json) {
      ObjectNode event = JsonNodeFactory.instance.objectNode();
      out.println(event.put("event", "detail").put("text", text));
    } else {
      out.println("    " + text);
    }
    out.flush();
  }

  /** Passes a node's progress on: on a terminal every line stays, so only task ends are shown. */
  void progress(ObjectNode event) {
    if (json) {
      out.println(event);
      out.flush();
    }
  }

  void result(ObjectNode result) {
    if (json) {
      out.println(result);
      out.flush();
      return;
    }
    JsonNode seconds = result.path("seconds");
    out.println();
    out.printf(
        Locale.ROOT,
        "%s: %,d messages and %,d images of %,d weeks in %,d chunks.%n",
        result.path("ok").asBoolean() ? "It worked" : "IT DID NOT WORK",
        result.path("messages").asLong(),
        result.path("images").asLong(),
        result.path("windows").asLong(),
        result.path("chunks").asLong());
    out.printf(
        Locale.ROOT,
        "  archive      %,d bytes, made of %,d bytes of messages%n",
        result.path("archiveBytes").asLong(),
        result.path("rawBytes").asLong());
    out.printf(
        Locale.ROOT,
        "  Waku relay   %,d bytes on the wire, none of them history%n",
        result.path("relayBytes").asLong());
    out.println("  owner        " + result.path("ownerDigest").asText());
    out.println("  member       " + result.path("memberDigest").asText());
    out.println("  newcomer     " + result.path("newcomerDigest").asText());
    out.println("  newcomer was served by the " + result.path("newcomerServedBy").asText());
    out.printf(
        Locale.ROOT,
        "  seconds      pack %.1f, announce %.1f, first message %.1f, fetch %.1f, import %.1f;"
            + " all %.1f%n",
        seconds.path("pack").asDouble(),
        seconds.path("announce").asDouble(),
        seconds.path("firstMessage").asDouble(),
        seconds.path("fetch").asDouble(),
        seconds.path("import").asDouble(),
        seconds.path("total").asDouble());
    out.flush();
  }
}
