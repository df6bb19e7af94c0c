package org.annals.magnetindex;

import java.time.Instant;
import org.annals.archiver.CommunityId;

/**
 * The control topic of each community: small signed announcements, from anybody to everybody
 * (FORMAT section 6). Says nothing about who sent them; their signatures do.
 *
 * <p>Thread-safe. Bytes are delivered as they came, at most once for the same bytes within two
 * minutes, in no particular order.
 */
public interface ControlTopic {

  /** Hears announcements of one community until the subscription is closed. */
  Subscription subscribe(CommunityId community, Listener listener);

  /**
   * Sends a SignedAnnouncement to all who subscribed, the sender's own listener excepted. Two calls
   * with the same bytes send two messages.
   */
  PublishOutcome publish(CommunityId community, byte[] signedAnnouncement);

  /** Receives announcements; called on the topic's thread, must return at once. */
  @FunctionalInterface
  interface Listener {
    /**
     * One message.
     *
     * @param signedAnnouncement unchecked bytes from the network
     * @param sent the sender's time, unchecked
     */
    void heard(byte[] signedAnnouncement, Instant sent);
  }

  /** An open subscription. */
  interface Subscription extends AutoCloseable {
    /** Ends it. Idempotent. */
    @Override
    void close();
  }

  /** What became of a message. */
  sealed interface PublishOutcome {
    /**
     * Handed to this many connected peers that subscribe to the topic.
     *
     * @param peers 0 when nobody listens now
     * @param bytes encoded size of the Waku message
     */
    record Sent(int peers, int bytes) implements PublishOutcome {}

    /** Not sent. */
    record Rejected(String reason) implements PublishOutcome {}
  }
}
