package org.annals.keys;

import java.nio.charset.StandardCharsets;

/** What a signature of Annals is for; its text is part of the signed bytes (FORMAT section 1). */
public enum SigningKind {
  /** The public header of a chunk. */
  CHUNK("chunk1"),
  /** The body of a catalogue. */
  CATALOGUE("catalogue1"),
  /** The body of an announcement. */
  ANNOUNCEMENT("announce1"),
  /** Reserved: a delegate's appointment. */
  DELEGATION("delegate1"),
  /** Reserved: a key's replacement. */
  ROTATION("rotate1");

  private final String text;

  SigningKind(String text) {
    this.text = text;
  }

  /** The ASCII bytes that enter the signed hash. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
