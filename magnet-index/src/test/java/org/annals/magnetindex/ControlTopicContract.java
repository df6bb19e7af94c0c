package org.annals.magnetindex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.CommunityId;
import org.annals.keys.PublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ControlTopic} does. Implementations extend it and give two connected nodes. */
public abstract class ControlTopicContract {
  /** The generator point and its neighbour: keys that are on the curve and nobody's. */
  protected static final CommunityId COMMUNITY =
      community("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

  /** Another community. */
  protected static final CommunityId OTHER =
      community("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5");

  private static final long PATIENCE_SECONDS = 20;

  private ControlTopic left;
  private ControlTopic right;

  /** Two nodes that are connected, or will be when they subscribed. */
  public record Pair(ControlTopic left, ControlTopic right) {}

  /** Starts two fresh nodes. */
  protected abstract Pair start() throws Exception;

  /** Stops what {@link #start} started. */
  protected abstract void stop() throws Exception;

  /** Waits until both nodes know of each other's subscriptions to the community. */
  protected abstract void settle(CommunityId community) throws Exception;

  @BeforeEach
  void startNodes() throws Exception {
    Pair pair = start();
    left = pair.left();
    right = pair.right();
  }

  @AfterEach
  void stopNodes() throws Exception {
    stop();
  }

  private record Heard(String text, Instant sent) {}

  private static BlockingQueue<Heard> listen(ControlTopic topic, CommunityId community) {
    BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    topic.subscribe(community, listener(heard));
    return heard;
  }

  private static ControlTopic.Listener listener(BlockingQueue<Heard> heard) {
    return (bytes, sent) -> heard.add(new Heard(new String(bytes, StandardCharsets.UTF_8), sent));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String next(BlockingQueue<Heard> heard) throws InterruptedException {
    Heard first = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(first).as("an announcement within %d s", PATIENCE_SECONDS).isNotNull();
    return first == null ? "" : first.text();
  }

  private static CommunityId community(String hex) {
    return new CommunityId(PublicKey.of(HexFormat.of().parseHex(hex)));
  }

  @Test
  void publish_otherSubscribed_hearsTheSameBytes() throws Exception {
    BlockingQueue<Heard> heard = listen(right, COMMUNITY);
    listen(left, COMMUNITY);
    settle(COMMUNITY);

    ControlTopic.PublishOutcome outcome = left.publish(COMMUNITY, bytes("one"));

    assertThat(next(heard)).isEqualTo("one");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ControlTopic.PublishOutcome.Sent.class,
            sent -> {
              assertThat(sent.peers()).isEqualTo(1);
              assertThat(sent.bytes()).isBetween(3, 100);
            });
  }

  @Test
  void publish_bothDirections_bothHear() throws Exception {
    BlockingQueue<Heard> atRight = listen(right, COMMUNITY);
    BlockingQueue<Heard> atLeft = listen(left, COMMUNITY);
    settle(COMMUNITY);

    left.publish(COMMUNITY, bytes("from left"));
    right.publish(COMMUNITY, bytes("from right"));

    assertThat(next(atRight)).isEqualTo("from left");
    assertThat(next(atLeft)).isEqualTo("from right");
    assertThat(atLeft).as("a node does not hear itself").isEmpty();
  }

  @Test
  void publish_otherCommunity_isNotHeard() throws Exception {
    BlockingQueue<Heard> heard = listen(right, COMMUNITY);
    BlockingQueue<Heard> other = listen(right, OTHER);
    listen(left, COMMUNITY);
    listen(left, OTHER);
    settle(COMMUNITY);
    settle(OTHER);

    left.publish(OTHER, bytes("other"));
    left.publish(COMMUNITY, bytes("mine"));

    assertThat(next(heard)).isEqualTo("mine");
    assertThat(next(other)).isEqualTo("other");
    assertThat(heard).isEmpty();
    assertThat(other).isEmpty();
  }

  @Test
  void publish_sameBytesTwice_heardOnceWithinTwoMinutes() throws Exception {
    BlockingQueue<Heard> heard = listen(right, COMMUNITY);
    listen(left, COMMUNITY);
    settle(COMMUNITY);

    left.publish(COMMUNITY, bytes("again"));
    assertThat(left.publish(COMMUNITY, bytes("again")))
        .isInstanceOf(ControlTopic.PublishOutcome.Sent.class);
    assertThat(next(heard)).isEqualTo("again");
    left.publish(COMMUNITY, bytes("last"));

    assertThat(next(heard)).isEqualTo("last");
    assertThat(heard).isEmpty();
  }

  @Test
  void subscribe_closed_hearsNothingMore() throws Exception {
    BlockingQueue<Heard> closed = new LinkedBlockingQueue<>();
    ControlTopic.Subscription subscription = right.subscribe(COMMUNITY, listener(closed));
    BlockingQueue<Heard> open = listen(right, COMMUNITY);
    listen(left, COMMUNITY);
    settle(COMMUNITY);
    left.publish(COMMUNITY, bytes("before"));
    assertThat(next(closed)).isEqualTo("before");
    assertThat(next(open)).isEqualTo("before");

    subscription.close();
    subscription.close();
    left.publish(COMMUNITY, bytes("after"));

    assertThat(next(open)).isEqualTo("after");
    assertThat(closed).isEmpty();
  }

  @Test
  void publish_largestPayload_arrives() throws Exception {
    BlockingQueue<Heard> heard = listen(right, COMMUNITY);
    listen(left, COMMUNITY);
    settle(COMMUNITY);
    String text = "x".repeat(ControlTopics.MAX_PAYLOAD);

    ControlTopic.PublishOutcome outcome = left.publish(COMMUNITY, bytes(text));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            ControlTopic.PublishOutcome.Sent.class,
            sent -> assertThat(sent.bytes()).isLessThanOrEqualTo(ControlTopics.MAX_WAKU_MESSAGE));
    assertThat(next(heard)).isEqualTo(text);
  }

  @Test
  void publish_tooLargeOrEmpty_rejected() {
    assertThat(left.publish(COMMUNITY, new byte[ControlTopics.MAX_WAKU_MESSAGE + 1]))
        .isInstanceOf(ControlTopic.PublishOutcome.Rejected.class);
    assertThat(left.publish(COMMUNITY, new byte[0]))
        .isInstanceOf(ControlTopic.PublishOutcome.Rejected.class);
  }

  @Test
  void publish_nobodyThere_isSentToNobody() {
    assertThat(left.publish(OTHER, bytes("alone")))
        .isInstanceOfSatisfying(
            ControlTopic.PublishOutcome.Sent.class, sent -> assertThat(sent.peers()).isZero());
  }

  @Test
  void heard_sentTime_isTheSendersTime() throws Exception {
    BlockingQueue<Heard> heard = listen(right, COMMUNITY);
    listen(left, COMMUNITY);
    settle(COMMUNITY);
    Instant before = Instant.now().minusSeconds(1);

    left.publish(COMMUNITY, bytes("when"));

    Heard first = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(first).isNotNull();
    if (first != null) {
      assertThat(List.of(first.sent())).allMatch(sent -> !sent.isBefore(before));
      assertThat(first.sent()).isBefore(Instant.now().plusSeconds(1));
    }
  }
}
