package org.annals.waku;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.ControlTopics;
import org.annals.waku.gossipsub.SeenIds;
import org.annals.waku.relay.Relay;
import org.annals.waku.relay.RelayMessage;
import org.annals.waku.relay.RelayPublication;
import org.annals.waku.relay.RelaySubscription;
import org.annals.waku.relay.Shard;
import org.annals.waku.relay.WakuMessage;
import org.annals.waku.relay.WakuMessageCodec;

/**
 * {@link ControlTopic} over relay. Relay drops what has the same bytes with the same time; each
 * listener here hears the same announcement once within two minutes, whatever times it was sent
 * with. The pubsub topic is joined for good, so that this node relays for others also while it
 * listens to nothing. Thread-safe.
 */
final class RelayControlTopic implements ControlTopic {
  private static final long PATIENCE_SECONDS = 10;
  private static final long REPEAT_NANOS = Duration.ofMinutes(2).toNanos();
  private static final int REPEATS_KNOWN = 1024;

  private final Relay relay;
  private final String pubsubTopic;
  private final Timestamps timestamps;
  private final Executor callbacks;
  private final LongSupplier ticker;
  private volatile boolean closed;
  private final RelaySubscription subscription;
  private final Map<String, List<Registration>> registrations = new ConcurrentHashMap<>();

  RelayControlTopic(
      Relay relay, Shard shard, Timestamps timestamps, LongSupplier ticker, Executor callbacks) {
    this.relay = relay;
    this.pubsubTopic = shard.pubsubTopic();
    this.timestamps = timestamps;
    this.ticker = ticker;
    this.callbacks = callbacks;
    this.subscription = relay.subscribe(pubsubTopic, this::heard);
  }

  @Override
  public Subscription subscribe(CommunityId community, Listener listener) {
    String topic = ControlTopics.contentTopic(community);
    Registration registration = new Registration(listener);
    registrations.compute(
        topic,
        (ignored, present) -> {
          List<Registration> list = present == null ? new CopyOnWriteArrayList<>() : present;
          list.add(registration);
          return list;
        });
    return () -> end(topic, registration);
  }

  @Override
  public PublishOutcome publish(CommunityId community, byte[] signedAnnouncement) {
    WakuMessage message =
        WakuMessage.opaque(
            signedAnnouncement.clone(), ControlTopics.contentTopic(community), timestamps.next());
    if (closed) {
      return new PublishOutcome.Rejected("the node is closed");
    }
    if (signedAnnouncement.length == 0) {
      return new PublishOutcome.Rejected("an announcement without bytes");
    }
    int bytes = WakuMessageCodec.encode(message).length;
    if (bytes > ControlTopics.MAX_WAKU_MESSAGE) {
      return new PublishOutcome.Rejected(
          "the Waku message has "
              + bytes
              + " bytes, "
              + ControlTopics.MAX_WAKU_MESSAGE
              + " are allowed");
    }
    try {
      RelayPublication publication =
          relay.publish(pubsubTopic, message).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (publication instanceof RelayPublication.Sent sent) {
        return new PublishOutcome.Sent(sent.peers(), sent.bytes());
      }
      return new PublishOutcome.Rejected(((RelayPublication.Refused) publication).reason());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PublishOutcome.Rejected("interrupted");
    } catch (TimeoutException e) {
      return new PublishOutcome.Rejected("the node is overloaded");
    } catch (ExecutionException e) {
      throw new IllegalStateException("relay failed to publish", e);
    }
  }

  void close() {
    closed = true;
    subscription.close();
  }

  private void heard(RelayMessage heard) {
    WakuMessage message = heard.message();
    List<Registration> present = registrations.get(message.contentTopic());
    if (present == null
        || heard.bytes() > ControlTopics.MAX_WAKU_MESSAGE
        || message.payload().length == 0
        || message.version().orElse(0) != 0) {
      return;
    }
    Instant sent = Timestamps.moment(message.timestamp().orElse(0));
    Digest digest = Digest.sha256(message.payload());
    long now = ticker.getAsLong();
    for (Registration registration : present) {
      if (!registration.heard.add(digest, now)) {
        continue;
      }
      callbacks.execute(() -> registration.tell(message.payload(), sent));
    }
  }

  private void end(String topic, Registration registration) {
    registration.open = false;
    registrations.computeIfPresent(
        topic,
        (ignored, present) -> {
          present.remove(registration);
          return present.isEmpty() ? null : present;
        });
  }

  /** A listener that hears nothing once it is closed. */
  private static final class Registration {
    private final Listener listener;
    private volatile boolean open = true;

    /** Announcements of late; belongs to the host's loop. */
    private final SeenIds heard = new SeenIds(REPEAT_NANOS, REPEATS_KNOWN);

    Registration(Listener listener) {
      this.listener = listener;
    }

    void tell(byte[] payload, Instant sent) {
      if (open) {
        listener.heard(payload.clone(), sent);
      }
    }
  }
}
