package org.annals.waku.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.annals.keys.Digest;

/**
 * A content topic (RFC 23): {@code /application/version/name/encoding}, or the same behind {@code
 * /0}, the generation of autosharding. Relays take any text; this is for those who make one.
 */
public record ContentTopic(String application, String version, String name, String encoding) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when one is empty or holds a slash
   */
  public ContentTopic {
    for (String part : new String[] {application, version, name, encoding}) {
      if (part.isEmpty() || part.indexOf('/') >= 0) {
        throw new IllegalArgumentException("parts of a content topic are not empty and have no /");
      }
    }
  }

  /**
   * Reads either form.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static ContentTopic parse(String text) {
    String[] parts = text.split("/", -1);
    boolean generation = parts.length == 6 && parts[1].equals("0");
    if (!parts[0].isEmpty() || !(generation || parts.length == 5)) {
      throw new IllegalArgumentException("not a content topic: " + text);
    }
    int at = generation ? 2 : 1;
    return new ContentTopic(parts[at], parts[at + 1], parts[at + 2], parts[at + 3]);
  }

  /** The shard on a network of autosharding with this many shards (RFC 51). */
  public int autoshard(int shards) {
    byte[] hash =
        Digest.sha256(
                application.getBytes(StandardCharsets.UTF_8),
                version.getBytes(StandardCharsets.UTF_8))
            .toBytes();
    long last = ByteBuffer.wrap(hash).getLong(Digest.LENGTH - Long.BYTES);
    return (int) Long.remainderUnsigned(last, shards);
  }

  @Override
  public String toString() {
    return "/" + application + "/" + version + "/" + name + "/" + encoding;
  }
}
