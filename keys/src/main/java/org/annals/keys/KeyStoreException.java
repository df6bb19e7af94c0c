package org.annals.keys;

/** A key cannot be read or written. The message says what, the remedy what to do. */
public final class KeyStoreException extends Exception {
  /** The code when a file is in the way, which stays as it is. */
  public static final String EXISTS = "ANN-1005";

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String remedy;

  KeyStoreException(String code, String message, String remedy) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }

  KeyStoreException(String code, String message, String remedy, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.remedy = remedy;
  }

  /** {@code ANN-1nnn}, stable. */
  public String code() {
    return code;
  }

  /** One sentence: what the user can do. */
  public String remedy() {
    return remedy;
  }
}
