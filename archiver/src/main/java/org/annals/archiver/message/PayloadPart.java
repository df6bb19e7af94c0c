package org.annals.archiver.message;

/** A piece of a signed payload; all pieces one after the other are the payload. */
public sealed interface PayloadPart {

  /** How many bytes of the payload it is. */
  long length();

  /** Bytes that stand in the record itself; never modified. */
  record Inline(byte[] bytes) implements PayloadPart {
    @Override
    public long length() {
      return bytes.length;
    }
  }

  /** Bytes that stand among the chunk's media. */
  record Media(MediaRef media) implements PayloadPart {
    @Override
    public long length() {
      return media.size();
    }
  }
}
