package org.annals.waku.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.annals.keys.Digest;

/**
 * The deterministic hash by which stores name a message (RFC 14): SHA-256 over pubsub topic,
 * payload, content topic, meta and the timestamp as 8 bytes, big endian. An absent timestamp counts
 * as zero, as in nwaku and go-waku. Not the id that gossipsub uses.
 */
public final class MessageHash {
  private MessageHash() {}

  /** The hash of a message on a pubsub topic. */
  public static Digest of(String pubsubTopic, WakuMessage message) {
    byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(message.timestamp().orElse(0)).array();
    return Digest.sha256(
        pubsubTopic.getBytes(StandardCharsets.UTF_8),
        message.payload(),
        message.contentTopic().getBytes(StandardCharsets.UTF_8),
        message.meta().orElse(new byte[0]),
        time);
  }
}
