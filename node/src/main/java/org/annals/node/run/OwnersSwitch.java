package org.annals.node.run;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.annals.archiver.CommunityId;
import org.annals.magnetindex.ControlTopic;
import org.annals.node.community.Community;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, and nothing more, for communities that are off here and that their owner switched off
 * too: else nobody would hear that they may be switched on again. Confined to the loop.
 */
final class OwnersSwitch {
  private static final Logger log = LoggerFactory.getLogger(OwnersSwitch.class);

  private final ControlTopic topic;
  private final Surroundings surroundings;
  private final Map<CommunityId, ControlTopic.Subscription> open = new HashMap<>();

  OwnersSwitch(ControlTopic topic, Surroundings surroundings) {
    this.topic = topic;
    this.surroundings = surroundings;
  }

  /** Listens if that is needed, and stops when it is not any more. */
  void look(Community community) {
    boolean needed = !community.row().enabled() && !community.head().view().serving();
    if (!needed) {
      ControlTopic.Subscription subscription = open.remove(community.id());
      if (subscription != null) {
        subscription.close();
      }
    } else if (!open.containsKey(community.id())) {
      open.put(
          community.id(),
          topic.subscribe(community.id(), (bytes, sent) -> onLoop(community, bytes)));
    }
  }

  private void onLoop(Community community, byte[] announcement) {
    try {
      surroundings.loop().execute(() -> hear(community, announcement));
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }

  private void hear(Community community, byte[] announcement) {
    try {
      var unused = community.head().hear(announcement);
      look(community);
    } catch (IOException e) {
      log.error("what the owner of {} says cannot be kept", community.id(), e);
    }
  }
}
