package org.annals.node.database;

import java.io.IOException;
import java.util.Optional;

/** The home's settings by name, kept as text. Thread-safe. */
public final class Settings {
  private final NodeDatabase database;

  /** Settings in this database. */
  public Settings(NodeDatabase database) {
    this.database = database;
  }

  /** One setting. */
  public Optional<String> get(String name) throws IOException {
    return database.first(
        "SELECT content FROM setting WHERE name = ?", row -> row.getString(1), name);
  }

  /** Sets one; durable when it returns. */
  public void put(String name, String content) throws IOException {
    database.update("MERGE INTO setting KEY (name) VALUES (?, ?)", name, content);
  }
}
