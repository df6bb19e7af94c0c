package org.annals.archiver.planted;

import java.time.Instant;
import java.util.Random;

/** Does on purpose what the rules forbid; see {@code ArchitectureGateTest}. */
public final class Plant {
  private Plant() {}

  /** Fetches the time from nowhere. */
  public static final class ReadsTheClock {
    /** The forbidden call. */
    public Instant now() {
      return Instant.now();
    }
  }

  /** Fetches chance from nowhere. */
  public static final class RollsDice {
    /** The forbidden call. */
    public int roll() {
      return new Random().nextInt(6);
    }
  }

  /** Uses the default locale. */
  public static final class Formats {
    /** The forbidden call. */
    @SuppressWarnings({"StringCaseLocaleUsage", "DefaultLocale"})
    public String upper(String text) {
      return text.toUpperCase();
    }
  }

  /** Uses the default charset. */
  public static final class Encodes {
    /** The forbidden call. */
    @SuppressWarnings("DefaultCharset")
    public byte[] bytes(String text) {
      return text.getBytes();
    }
  }

  /** Depends upwards. */
  public static final class KnowsTheNode {
    /** The forbidden use. */
    public String version() {
      return org.annals.node.Version.current();
    }
  }
}
