package org.annals.waku.gossipsub;

import org.annals.keys.Digest;

/**
 * One message of a topic.
 *
 * @param data its bytes, not to be changed
 * @param id SHA-256 of the data; the topic is not part of it, as Waku has it
 */
public record GossipMessage(String topic, byte[] data, Digest id) {
  /** Computes the id. */
  public static GossipMessage of(String topic, byte[] data) {
    return new GossipMessage(topic, data, Digest.sha256(data));
  }

  @Override
  public String toString() {
    return "GossipMessage[" + topic + ", " + data.length + " bytes, " + id + "]";
  }
}
