package org.annals.waku.host.multistream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.annals.waku.host.codec.LengthPrefix;
import org.annals.waku.host.codec.MalformedInput;
import org.jspecify.annotations.Nullable;

/** Messages of multistream-select: a length, text, a newline that the length counts. */
final class Lines {
  static final String HEADER = "/multistream/1.0.0";
  static final String REFUSAL = "na";
  private static final int MAX_MESSAGE = 1024;

  private final LengthPrefix prefix = new LengthPrefix(MAX_MESSAGE);

  static byte[] encode(String... lines) {
    ByteBuffer all = ByteBuffer.allocate(lines.length * (MAX_MESSAGE + 2));
    for (String line : lines) {
      byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
      if (text.length > MAX_MESSAGE) {
        throw new IllegalArgumentException("a protocol id is too long");
      }
      all.put(LengthPrefix.frame(text));
    }
    byte[] bytes = new byte[all.flip().remaining()];
    all.get(bytes);
    return bytes;
  }

  /** The next line without its newline, or null when there is not yet a whole one. */
  @Nullable String next(ByteBuffer in) throws MalformedInput {
    byte[] message = prefix.next(in);
    if (message == null) {
      return null;
    }
    int last = message.length - 1;
    if (last < 0 || message[last] != '\n') {
      throw new MalformedInput("a multistream message does not end with a newline");
    }
    return new String(message, 0, last, StandardCharsets.UTF_8);
  }
}
