package org.annals.archiver.message;

import java.util.Optional;

/** Where imported messages come from; the names are part of the format (FORMAT section 2). */
public enum ImportSource {
  /** DiscordChatExporter JSON. */
  DISCORD("discord"),
  /** Slack exports. */
  SLACK("slack"),
  /** JSON lines. */
  JSON_LINES("jsonl");

  private final String text;

  ImportSource(String text) {
    this.text = text;
  }

  /** The name that is signed. */
  public String text() {
    return text;
  }

  /** The source of a name. */
  public static Optional<ImportSource> ofText(String text) {
    for (ImportSource source : values()) {
      if (source.text.equals(text)) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }
}
