package org.annals.waku.gossipsub;

import static org.annals.waku.gossipsub.GossipLab.TOPIC;
import static org.annals.waku.gossipsub.GossipLab.message;
import static org.annals.waku.gossipsub.GossipLab.peer;
import static org.annals.waku.gossipsub.GossipLab.rpc;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.annals.keys.Digest;
import org.annals.waku.gossipsub.Effects.Outgoing;
import org.annals.waku.host.peer.PeerId;
import org.junit.jupiter.api.Test;

class GossipMessagesTest {
  private static final GossipMessage HELLO = message("hello");

  @Test
  void publish_flood_reachesEverySubscriber() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 15, true);
    Gossip.Published published = (Gossip.Published) lab.gossip.publish(TOPIC, HELLO.data());
    assertThat(published.id()).isEqualTo(Digest.sha256(HELLO.data()));
    assertThat(published.peers()).isEqualTo(15);
    assertThat(published.effects().outgoing()).hasSize(15);
    assertThat(published.effects().deliveries()).isEmpty();
  }

  @Test
  void publish_sameBytesTwice_isRefused() {
    GossipLab lab = GossipLab.subscribed();
    lab.gossip.publish(TOPIC, HELLO.data());
    assertThat(lab.gossip.publish(TOPIC, HELLO.data())).isInstanceOf(Gossip.Refused.class);
  }

  @Test
  void publish_tooLong_isRefused() {
    GossipLab lab = GossipLab.subscribed();
    assertThat(lab.gossip.publish(TOPIC, new byte[1 << 20])).isInstanceOf(Gossip.Refused.class);
  }

  @Test
  void publish_ownMessageComesBack_isNotDelivered() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.gossip.publish(TOPIC, HELLO.data());
    assertThat(lab.says(0, rpc().message(HELLO))).isEqualTo(Effects.NONE);
  }

  @Test
  void publish_withoutFloodUnsubscribed_usesFanoutForAMinute() {
    GossipLab lab = new GossipLab(GossipParameters.waku().withoutFloodPublish());
    lab.join(0, 20, true);
    List<PeerId> first = targets(lab, "1");
    lab.pass(Duration.ofSeconds(59));
    assertThat(first).hasSize(6);
    assertThat(targets(lab, "2")).isEqualTo(first);
    lab.pass(Duration.ofSeconds(61));
    assertThat(targets(lab, "3")).hasSize(6).isNotEqualTo(first);
  }

  @Test
  void publish_withoutFloodSubscribed_usesTheMesh() {
    GossipLab lab = new GossipLab(GossipParameters.waku().withoutFloodPublish());
    lab.join(0, 20, true);
    lab.gossip.subscribe(TOPIC);
    assertThat(targets(lab, "1")).containsExactlyInAnyOrderElementsOf(lab.gossip.mesh(TOPIC));
  }

  private static List<PeerId> targets(GossipLab lab, String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    Gossip.Published published = (Gossip.Published) lab.gossip.publish(TOPIC, data);
    return published.effects().outgoing().stream().map(Outgoing::to).sorted().toList();
  }

  @Test
  void received_new_isDeliveredOnceAndForwardedToTheMeshOnly() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 10, true);
    lab.pass(Duration.ofSeconds(1));
    PeerId sender = lab.gossip.mesh(TOPIC).iterator().next();
    Effects effects = lab.gossip.received(sender, rpc().message(HELLO).build());
    assertThat(effects.deliveries()).containsExactly(new Effects.Delivery(sender, HELLO));
    assertThat(effects.outgoing()).hasSize(5);
    assertThat(effects.outgoing())
        .allMatch(o -> lab.gossip.mesh(TOPIC).contains(o.to()) && !o.to().equals(sender));
    assertThat(lab.says(3, rpc().message(HELLO))).isEqualTo(Effects.NONE);
    assertThat(lab.gossip.counts().duplicates()).isEqualTo(1);
  }

  @Test
  void received_afterTwoMinutes_isNewAgain() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.says(0, rpc().message(HELLO));
    lab.pass(Duration.ofSeconds(119));
    assertThat(lab.says(0, rpc().message(HELLO)).deliveries()).isEmpty();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.says(0, rpc().message(HELLO)).deliveries()).hasSize(1);
  }

  @Test
  void received_foreignTopic_isDropped() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 2, true);
    GossipMessage foreign = GossipMessage.of("/other", new byte[] {1});
    assertThat(lab.says(0, rpc().message(foreign))).isEqualTo(Effects.NONE);
    assertThat(lab.gossip.counts().foreign()).isEqualTo(1);
  }

  @Test
  void received_fromStranger_isDropped() {
    GossipLab lab = GossipLab.subscribed();
    assertThat(lab.says(99, rpc().change(TOPIC, true).message(HELLO))).isEqualTo(Effects.NONE);
  }

  @Test
  void received_invalid_isNeitherDeliveredNorForwardedNorServed() {
    GossipLab lab =
        new GossipLab(GossipParameters.waku(), m -> new Validator.Verdict.Rejected("no"));
    lab.gossip.subscribe(TOPIC);
    lab.join(0, 6, true);
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.says(0, rpc().message(HELLO))).isEqualTo(Effects.NONE);
    assertThat(lab.says(1, rpc().want(HELLO.id()))).isEqualTo(Effects.NONE);
    assertThat(lab.gossip.counts().rejected()).isEqualTo(1);
  }

  @Test
  void heartbeat_peersOutsideTheMesh_hearForThreeBeats() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 20, true);
    lab.pass(Duration.ofSeconds(1));
    lab.says(0, rpc().message(HELLO));
    for (int beat = 0; beat < 3; beat++) {
      List<Outgoing> gossip = lab.pass(Duration.ofSeconds(1));
      assertThat(gossip).hasSize(6);
      assertThat(gossip)
          .allMatch(o -> o.rpc().have().get(0).ids().equals(List.of(HELLO.id())))
          .noneMatch(o -> lab.gossip.mesh(TOPIC).contains(o.to()));
    }
    assertThat(lab.pass(Duration.ofSeconds(1))).isEmpty();
  }

  @Test
  void wanted_recentMessage_isServedThreeTimesForSixBeats() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 2, true);
    lab.says(0, rpc().message(HELLO));
    for (int i = 0; i < 3; i++) {
      assertThat(lab.says(1, rpc().want(HELLO.id())).outgoing())
          .containsExactly(new Outgoing(peer(1), rpc().message(HELLO).build()));
    }
    assertThat(lab.says(1, rpc().want(HELLO.id()))).isEqualTo(Effects.NONE);
    lab.pass(Duration.ofSeconds(5));
    assertThat(lab.says(0, rpc().want(HELLO.id())).outgoing()).hasSize(1);
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.says(0, rpc().want(HELLO.id()))).isEqualTo(Effects.NONE);
  }

  @Test
  void wanted_flood_isBoundedByIdsAndBytes() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 2, true);
    List<Digest> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      GossipMessage large = GossipMessage.of(TOPIC, new byte[100_000 + i]);
      ids.add(large.id());
      lab.says(0, rpc().message(large));
    }
    long served = 0;
    for (int round = 0; round < 100; round++) {
      Rpc.Builder flood = rpc();
      ids.forEach(flood::want);
      for (Outgoing outgoing : lab.says(1, flood).outgoing()) {
        served += outgoing.rpc().messages().stream().mapToLong(m -> m.data().length).sum();
      }
    }
    assertThat(served).isBetween(4L << 20, (4L << 20) + 200_000);
  }

  @Test
  void announced_unseenIds_areAskedFromThreePeersAtMost() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 5, true);
    long asked =
        IntStream.range(0, 5)
            .filter(i -> !lab.says(i, rpc().have(TOPIC, List.of(HELLO.id()))).outgoing().isEmpty())
            .count();
    assertThat(asked).isEqualTo(3);
    lab.pass(Duration.ofSeconds(3));
    assertThat(lab.says(4, rpc().have(TOPIC, List.of(HELLO.id()))).outgoing()).hasSize(1);
  }

  @Test
  void announced_seenIdsAndForeignTopics_areNotAsked() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.says(0, rpc().message(HELLO));
    Rpc.Builder have =
        rpc().have(TOPIC, List.of(HELLO.id())).have("/other", List.of(message("x").id()));
    assertThat(lab.says(0, have)).isEqualTo(Effects.NONE);
  }

  @Test
  void announced_flood_isBoundedPerHeartbeat() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    int asked = 0;
    for (int i = 0; i < 40; i++) {
      int base = i * 1000;
      List<Digest> ids =
          IntStream.range(base, base + 1000).mapToObj(n -> message("no " + n).id()).toList();
      for (Outgoing outgoing : lab.says(0, rpc().have(TOPIC, ids)).outgoing()) {
        asked += outgoing.rpc().want().size();
      }
    }
    assertThat(asked).isEqualTo(5000);
    lab.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 30; i++) {
      lab.says(0, rpc().have(TOPIC, List.of(message("again " + i).id())));
    }
    assertThat(lab.gossip.counts().overLimit()).isGreaterThanOrEqualTo(20);
  }
}
