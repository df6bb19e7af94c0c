package org.annals.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of Annals this is. */
public final class Version {
  private Version() {}

  /** As in the project's pom, for example {@code 0.1.0}. */
  public static String current() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is damaged", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
