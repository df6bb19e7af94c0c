package org.annals.waku.interop;

import static org.annals.waku.WakuLab.await;
import static org.annals.waku.WakuLab.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.magnetindex.ControlTopics;
import org.annals.waku.WakuLab;
import org.annals.waku.WakuNode;
import org.annals.waku.WakuOptions;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.host.peer.PeerId;
import org.annals.waku.relay.MessageHash;
import org.annals.waku.relay.RelayMessage;
import org.annals.waku.relay.RelayPublication;
import org.annals.waku.relay.WakuMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole node against js-libp2p's gossipsub with Waku's settings. */
@Tag("peers")
class RelayWithJsPeerTest {
  private static final String TOPIC = "/waku/2/rs/16/32";
  private static final String CONTENT_TOPIC = "/lab/1/x/proto";
  private static final String KEY = "22".repeat(32);
  private static final CommunityId COMMUNITY =
      new CommunityId(
          PublicKey.of(
              HexFormat.of()
                  .parseHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")));

  private final WakuLab lab = new WakuLab();
  private final List<JsPeer> peers = new ArrayList<>();
  private final Queue<RelayMessage> heard = new ConcurrentLinkedQueue<>();
  private WakuNode node;

  @BeforeEach
  void startNode() throws Exception {
    node = lab.start();
    node.relay().subscribe(TOPIC, heard::add);
  }

  @AfterEach
  void stopAll() {
    lab.close();
    peers.forEach(JsPeer::close);
  }

  private JsPeer js(String... options) {
    JsPeer peer = JsPeer.start(options);
    peers.add(peer);
    return peer;
  }

  private String address() {
    return node.listenAddresses().get(0).toString();
  }

  private JsPeer subscribedJs(String... options) throws Exception {
    JsPeer peer = js(options);
    peer.run("subscribe " + TOPIC);
    return peer;
  }

  /** Until each is in the other's mesh. */
  private void awaitMesh(JsPeer peer) throws Exception {
    await(() -> get(node.mesh()).contains(peer.peerId()) && inMeshOf(peer, node.peerId()));
  }

  private static boolean inMeshOf(JsPeer peer, PeerId member) {
    for (JsonNode id : peer.run("peers").path("topics").path(TOPIC).path("mesh")) {
      if (id.asText().equals(member.toString())) {
        return true;
      }
    }
    return false;
  }

  private static WakuMessage message(int number, int bytes) {
    byte[] payload = new byte[bytes];
    payload[0] = (byte) number;
    return WakuMessage.opaque(payload, CONTENT_TOPIC, 1_700_000_000_000_000_000L + number);
  }

  private void publish(WakuMessage message) {
    assertThat(get(node.relay().publish(TOPIC, message))).isInstanceOf(RelayPublication.Sent.class);
  }

  @Test
  void metadata_bothWays_bothFieldsUnderstood() throws Exception {
    JsPeer peer = js();
    peer.run("dial " + address());
    JsonNode served = peer.await("metadata-served", e -> true);
    assertThat(served.path("clusterId").asInt()).isEqualTo(16);
    assertThat(served.path("unpackedShards").toString()).isEqualTo("[32]");
    assertThat(served.path("packedShards").toString()).isEqualTo("[32]");
    JsonNode answered = peer.run("metadata " + node.peerId());
    assertThat(answered.path("packedShards").toString()).isEqualTo("[32]");
    assertThat(node.connectedPeers()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--cluster 17", "--shards 64"})
  void metadata_otherNetwork_isHungUp(String options) throws Exception {
    JsPeer peer = js(options.split(" "));
    peer.call("dial " + address());
    peer.await("disconnect", e -> true);
    assertThat(node.connectedPeers()).isEmpty();
  }

  @Test
  void metadata_absentOrWithoutShards_isKept() throws Exception {
    JsPeer without = subscribedJs("--no-metadata");
    JsPeer light = subscribedJs("--shards", "");
    without.run("dial " + address());
    light.run("dial " + address());
    await(() -> get(node.subscribers()).size() == 2);
    assertThat(node.connectedPeers()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 4096, 65_536, 100_000, 153_500})
  void publish_eachSize_bothDirections(int bytes) throws Exception {
    JsPeer peer = subscribedJs();
    get(node.dial(peer.address()));
    awaitMesh(peer);

    WakuMessage message = message(1, bytes);
    publish(message);
    JsonNode got = peer.await("message", e -> true);
    assertThat(got.path("waku").path("hash").asText())
        .isEqualTo(MessageHash.of(TOPIC, message).hex());
    assertThat(Base64.getDecoder().decode(got.path("waku").path("payload").asText()))
        .isEqualTo(message.payload());
    assertThat(got.path("waku").path("version").asInt(-1)).isZero();
    assertThat(got.path("waku").path("ephemeral").isNull()).isTrue();

    byte[] payload = new byte[bytes];
    payload[0] = 2;
    JsonNode sent =
        peer.run(
            "publishmsg "
                + TOPIC
                + " "
                + CONTENT_TOPIC
                + " "
                + Base64.getEncoder().encodeToString(payload));
    assertThat(sent.path("recipients")).hasSize(1);
    await(() -> !heard.isEmpty());
    RelayMessage received = heard.element();
    assertThat(received.message().payload()).isEqualTo(payload);
    assertThat(received.from()).isEqualTo(peer.peerId());
    assertThat(MessageHash.of(TOPIC, received.message()).hex())
        .isEqualTo(sent.path("waku").path("hash").asText());
  }

  @Test
  void publish_announcement_jsHearsItSmall() throws Exception {
    JsPeer peer = subscribedJs();
    peer.run("dial " + address());
    await(() -> get(node.subscribers()).contains(peer.peerId()));
    node.publish(COMMUNITY, new byte[ControlTopics.MAX_PAYLOAD]);
    JsonNode got = peer.await("message", e -> true);
    assertThat(got.path("size").asInt()).isLessThanOrEqualTo(4096);
    assertThat(got.path("waku").path("contentTopic").asText())
        .isEqualTo(ControlTopics.contentTopic(COMMUNITY));
  }

  @Test
  void publish_thousandEachWay_noneIsLost() throws Exception {
    JsPeer peer = subscribedJs();
    peer.run("dial " + address());
    awaitMesh(peer);
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      WakuMessage message = message(i, 1 + i % 700);
      expected.add(MessageHash.of(TOPIC, message).hex());
      publish(message);
    }
    await(() -> messages(peer).size() >= 1000);
    assertThat(new HashSet<>(messages(peer))).isEqualTo(expected);

    for (int i = 0; i < 1000; i++) {
      String payload =
          Base64.getEncoder().encodeToString(("js " + i).getBytes(StandardCharsets.UTF_8));
      peer.send("publishmsg " + TOPIC + " " + CONTENT_TOPIC + " " + payload);
    }
    await(() -> heard.size() >= 1000);
    Set<String> texts = ConcurrentHashMap.newKeySet();
    heard.forEach(m -> texts.add(new String(m.message().payload(), StandardCharsets.UTF_8)));
    assertThat(texts).hasSize(1000);
    assertThat(heard).hasSize(1000);
  }

  private static List<String> messages(JsPeer peer) {
    return peer.events().stream()
        .filter(e -> e.path("event").asText().equals("message"))
        .map(e -> e.path("waku").path("hash").asText())
        .toList();
  }

  @Test
  void restart_ofJs_meshHeals() throws Exception {
    JsPeer first = subscribedJs("--key", KEY);
    Multiaddr address = first.address();
    String port = address.toString().replaceAll(".*/tcp/(\\d+)/.*", "$1");
    node.keepConnected(address);
    awaitMesh(first);
    first.kill();
    await(() -> node.connectedPeers().isEmpty());

    JsPeer again = subscribedJs("--key", KEY, "--port", port);
    awaitMesh(again);
    publish(message(1, 10));
    again.await("message", e -> true);
    again.run("publishmsg " + TOPIC + " " + CONTENT_TOPIC + " AAEC");
    await(() -> heard.size() == 1);
  }

  @Test
  void unsubscribe_thenSubscribe_messagesFlowAgain() throws Exception {
    JsPeer peer = subscribedJs();
    get(node.dial(peer.address()));
    awaitMesh(peer);
    peer.run("unsubscribe " + TOPIC);
    await(() -> get(node.subscribers()).isEmpty());
    assertThat(get(node.mesh())).isEmpty();
    peer.run("subscribe " + TOPIC);
    await(() -> get(node.subscribers()).contains(peer.peerId()));
    publish(message(1, 10));
    peer.await("message", e -> true);
    peer.run("publishmsg " + TOPIC + " " + CONTENT_TOPIC + " AAEC");
    await(() -> heard.size() == 1);
    // js was told by its own unsubscription to wait; within its backoff it must not be grafted.
    awaitMesh(peer);
  }

  @Test
  void rpcAboveOneMebibyte_closesTheConnectionAndRedialHeals() throws Exception {
    JsPeer peer = subscribedJs();
    get(node.dial(peer.address()));
    awaitMesh(peer);
    int mark = peer.mark();
    String large = Base64.getEncoder().encodeToString(new byte[(1 << 20) + 1000]);
    peer.send("publish " + TOPIC + " " + large);
    peer.awaitFrom(mark, "disconnect", e -> true);
    assertThat(get(node.relayTraffic()).badRpcs()).isEqualTo(1);
    assertThat(heard).isEmpty();

    get(node.dial(peer.address()));
    await(() -> get(node.subscribers()).contains(peer.peerId()));
    peer.run("publishmsg " + TOPIC + " " + CONTENT_TOPIC + " AAEC");
    await(() -> heard.size() == 1);
  }

  @Test
  void publish_garbage_isNotDeliveredAndTheConnectionStays() throws Exception {
    JsPeer peer = subscribedJs();
    peer.run("dial " + address());
    awaitMesh(peer);
    peer.call("publish " + TOPIC + " " + Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}));
    peer.run("publishmsg " + TOPIC + " " + CONTENT_TOPIC + " AAEC");
    await(() -> heard.size() == 1);
    assertThat(get(node.relay().counts()).rejected()).isEqualTo(1);
    assertThat(node.connectedPeers()).hasSize(1);
  }

  @Test
  void mesh_twoJsPeersAndTwoNodes_allHear() throws Exception {
    JsPeer hub = subscribedJs();
    JsPeer far = subscribedJs();
    far.run("dial " + hub.address());
    WakuNode other = lab.start(WakuLab.quick(WakuOptions.withPeers(hub.address())));
    Queue<RelayMessage> otherHeard = new ConcurrentLinkedQueue<>();
    other.relay().subscribe(TOPIC, otherHeard::add);
    node.keepConnected(hub.address());
    awaitMesh(hub);
    // A member that the hub grafts after it forwarded is never told: it gets no gossip either.
    await(() -> get(other.mesh()).contains(hub.peerId()) && inMeshOf(hub, other.peerId()));
    await(() -> inMeshOf(hub, far.peerId()) && inMeshOf(far, hub.peerId()));
    publish(message(7, 1000));
    far.await("message", e -> true);
    await(() -> otherHeard.size() == 1);
    assertThat(Digest.sha256(otherHeard.element().message().payload()))
        .isEqualTo(Digest.sha256(message(7, 1000).payload()));
  }
}
