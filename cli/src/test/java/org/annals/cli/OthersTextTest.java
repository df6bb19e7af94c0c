package org.annals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

final class OthersTextTest {
  @Test
  void shown_textThatWouldSteerATerminal_isHarmlessAtEveryDepth() {
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("name", "a\u001b[2Jb\u009b1mc\r");
    reply.putArray("messages").addObject().put("text", "straße 🎉\ttab\u0007");
    ObjectNode shown = OthersText.shown(reply);
    assertThat(shown.path("name").asText()).isEqualTo("a\uFFFD[2Jb\uFFFD1mc\uFFFD");
    assertThat(shown.path("messages").path(0).path("text").asText())
        .isEqualTo("straße 🎉\ttab\uFFFD");
  }

  @Test
  void shown_furtherLines_areSetIn() {
    ObjectNode reply =
        JsonNodeFactory.instance.objectNode().put("text", "one\n2026-01-01 00:00  #general  eve");
    assertThat(OthersText.shown(reply).path("text").asText())
        .isEqualTo("one\n      2026-01-01 00:00  #general  eve");
  }

  @Test
  void shown_whatIsNoText_staysAsItIs() {
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("up", 5).put("on", true);
    reply.putNull("down");
    assertThat(OthersText.shown(reply)).isEqualTo(reply);
  }
}
