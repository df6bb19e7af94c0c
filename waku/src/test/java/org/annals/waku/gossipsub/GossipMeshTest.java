package org.annals.waku.gossipsub;

import static org.annals.waku.gossipsub.GossipLab.TOPIC;
import static org.annals.waku.gossipsub.GossipLab.grafts;
import static org.annals.waku.gossipsub.GossipLab.peer;
import static org.annals.waku.gossipsub.GossipLab.prunes;
import static org.annals.waku.gossipsub.GossipLab.rpc;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.annals.waku.gossipsub.Effects.Outgoing;
import org.junit.jupiter.api.Test;

class GossipMeshTest {

  @Test
  void connected_withTopics_greetsWithSubscriptions() {
    GossipLab lab = GossipLab.subscribed();
    assertThat(lab.gossip.connected(peer(1), true).outgoing())
        .containsExactly(new Outgoing(peer(1), rpc().change(TOPIC, true).build()));
  }

  @Test
  void heartbeat_tenSubscribers_graftsSix() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 10, true);
    assertThat(grafts(lab.pass(Duration.ofSeconds(1)))).hasSize(6);
    assertThat(lab.gossip.mesh(TOPIC)).hasSize(6);
    assertThat(grafts(lab.pass(Duration.ofSeconds(20)))).isEmpty();
  }

  @Test
  void heartbeat_subscribersOfOtherTopics_areLeftOut() {
    GossipLab lab = GossipLab.subscribed();
    lab.gossip.connected(peer(1), true);
    lab.says(1, rpc().change("/waku/2/rs/16/64", true));
    assertThat(lab.pass(Duration.ofSeconds(3))).isEmpty();
  }

  @Test
  void graft_meshFull_isRefusedToInboundPeersOnly() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 10, false);
    for (int i = 0; i < 8; i++) {
      assertThat(lab.says(i, rpc().graft(TOPIC)).outgoing()).isEmpty();
    }
    assertThat(lab.says(8, rpc().graft(TOPIC)).outgoing())
        .containsExactly(new Outgoing(peer(8), rpc().prune(TOPIC, 60).build()));
    lab.join(20, 21, true);
    assertThat(lab.says(20, rpc().graft(TOPIC)).outgoing()).isEmpty();
    assertThat(lab.gossip.mesh(TOPIC)).hasSize(9).contains(peer(20)).doesNotContain(peer(8));
  }

  @Test
  void graft_again_changesNothing() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, false);
    lab.says(0, rpc().graft(TOPIC));
    assertThat(lab.says(0, rpc().graft(TOPIC)).outgoing()).isEmpty();
    assertThat(lab.gossip.mesh(TOPIC)).containsExactly(peer(0));
  }

  @Test
  void graft_unknownTopic_isIgnored() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, false);
    assertThat(lab.says(0, rpc().graft("/other")).outgoing()).isEmpty();
    assertThat(lab.gossip.mesh("/other")).isEmpty();
  }

  @Test
  void heartbeat_meshTooLarge_prunesToSixKeepingThreeOutbound() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 8, false);
    for (int i = 0; i < 8; i++) {
      lab.says(i, rpc().graft(TOPIC));
    }
    lab.join(10, 13, true);
    for (int i = 10; i < 13; i++) {
      lab.says(i, rpc().graft(TOPIC));
    }
    assertThat(lab.gossip.mesh(TOPIC)).hasSize(11);
    assertThat(prunes(lab.pass(Duration.ofSeconds(1)))).hasSize(5);
    assertThat(lab.gossip.mesh(TOPIC)).hasSize(6).contains(peer(10), peer(11), peer(12));
  }

  @Test
  void heartbeat_tooFewOutbound_graftsOutboundUpToQuota() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 6, false);
    lab.pass(Duration.ofSeconds(1));
    lab.join(10, 15, true);
    List<Outgoing> grafts = grafts(lab.pass(Duration.ofSeconds(1)));
    assertThat(grafts).hasSize(3);
    assertThat(lab.gossip.mesh(TOPIC)).hasSize(9);
  }

  @Test
  void prune_withBackoff_isHeldAcrossReconnect() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.pass(Duration.ofSeconds(1));
    lab.says(0, rpc().prune(TOPIC, 90));
    assertThat(lab.gossip.mesh(TOPIC)).isEmpty();
    lab.gossip.disconnected(peer(0));
    lab.join(0, 1, true);
    assertThat(grafts(lab.pass(Duration.ofSeconds(90)))).isEmpty();
    assertThat(grafts(lab.pass(Duration.ofSeconds(2)))).hasSize(1);
  }

  @Test
  void prune_withoutBackoff_holdsSixtySeconds() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.pass(Duration.ofSeconds(1));
    lab.says(0, rpc().prune(TOPIC, 0));
    assertThat(grafts(lab.pass(Duration.ofSeconds(60)))).isEmpty();
    assertThat(grafts(lab.pass(Duration.ofSeconds(2)))).hasSize(1);
  }

  @Test
  void prune_withAbsurdBackoff_holdsAnHour() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.pass(Duration.ofSeconds(1));
    lab.says(0, rpc().prune(TOPIC, -1));
    assertThat(grafts(lab.pass(Duration.ofHours(1)))).isEmpty();
    assertThat(grafts(lab.pass(Duration.ofSeconds(2)))).hasSize(1);
  }

  @Test
  void graft_withinBackoff_isAnsweredByPrune() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.pass(Duration.ofSeconds(1));
    lab.says(0, rpc().prune(TOPIC, 0));
    lab.pass(Duration.ofSeconds(30));
    assertThat(prunes(lab.says(0, rpc().graft(TOPIC)).outgoing())).hasSize(1);
    // The refusal began a fresh backoff, which ends 60 s after it.
    lab.pass(Duration.ofSeconds(59));
    assertThat(prunes(lab.says(0, rpc().graft(TOPIC)).outgoing())).hasSize(1);
    lab.pass(Duration.ofSeconds(61));
    assertThat(lab.gossip.counts().refusedGrafts()).isEqualTo(2);
    assertThat(lab.gossip.mesh(TOPIC)).containsExactly(peer(0));
  }

  @Test
  void graft_flood_causesFewPrunes() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.pass(Duration.ofSeconds(1));
    lab.says(0, rpc().prune(TOPIC, 0));
    Rpc.Builder flood = rpc();
    for (int i = 0; i < 200; i++) {
      flood.graft(TOPIC);
    }
    int refusals = 0;
    for (int i = 0; i < 50; i++) {
      for (Outgoing outgoing : lab.says(0, flood).outgoing()) {
        refusals += outgoing.rpc().prune().size();
      }
    }
    assertThat(refusals).isEqualTo(GossipLimits.standard().prunesPerHeartbeat());
  }

  @Test
  void unsubscribe_withMesh_prunesWithShortBackoff() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.gossip.unsubscribe(TOPIC).outgoing())
        .containsExactly(new Outgoing(peer(0), rpc().change(TOPIC, false).prune(TOPIC, 5).build()));
    assertThat(grafts(lab.gossip.subscribe(TOPIC).outgoing())).isEmpty();
    assertThat(grafts(lab.pass(Duration.ofSeconds(5)))).isEmpty();
    assertThat(grafts(lab.pass(Duration.ofSeconds(2)))).hasSize(1);
  }

  @Test
  void subscribe_subscribersKnown_graftsAtOnce() {
    GossipLab lab = new GossipLab(GossipParameters.waku());
    lab.join(0, 10, true);
    List<Outgoing> outgoing = lab.gossip.subscribe(TOPIC).outgoing();
    assertThat(outgoing).hasSize(10).allMatch(o -> o.rpc().changes().size() == 1);
    assertThat(grafts(outgoing)).hasSize(6);
  }

  @Test
  void unsubscribed_peer_leavesTheMesh() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.pass(Duration.ofSeconds(1));
    lab.says(0, rpc().change(TOPIC, false));
    assertThat(lab.gossip.mesh(TOPIC)).isEmpty();
    assertThat(lab.gossip.subscribers(TOPIC)).isEmpty();
  }

  @Test
  void muted_peer_isGreetedAgainAndStillKnown() {
    GossipLab lab = GossipLab.subscribed();
    lab.join(0, 1, true);
    lab.pass(Duration.ofSeconds(1));
    lab.gossip.muted(peer(0));
    assertThat(lab.gossip.mesh(TOPIC)).isEmpty();
    assertThat(lab.pass(Duration.ofSeconds(2))).isEmpty();
    assertThat(lab.gossip.connected(peer(0), true).outgoing())
        .containsExactly(new Outgoing(peer(0), rpc().change(TOPIC, true).build()));
    assertThat(grafts(lab.pass(Duration.ofSeconds(1)))).hasSize(1);
  }

  @Test
  void heard_beforeConnected_keepsWhatWasSaid() {
    GossipLab lab = GossipLab.subscribed();
    lab.gossip.heard(peer(0), false);
    assertThat(lab.says(0, rpc().change(TOPIC, true)).outgoing()).isEmpty();
    assertThat(lab.pass(Duration.ofSeconds(1))).isEmpty();
    lab.gossip.connected(peer(0), false);
    assertThat(grafts(lab.pass(Duration.ofSeconds(1)))).hasSize(1);
  }
}
