package org.annals.waku;

import static org.annals.waku.WakuLab.await;
import static org.annals.waku.WakuLab.connect;
import static org.annals.waku.WakuLab.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.annals.archiver.CommunityId;
import org.annals.keys.PublicKey;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.ControlTopics;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.waku.gossipsub.Rpc;
import org.annals.waku.gossipsub.RpcCodec;
import org.annals.waku.host.Connection;
import org.annals.waku.host.LengthPrefixed;
import org.annals.waku.host.Libp2pHost;
import org.annals.waku.host.MessageListener;
import org.annals.waku.host.Stream;
import org.annals.waku.metadata.MetadataExchange;
import org.annals.waku.peers.PeersCodec;
import org.annals.waku.peers.PeersExchange;
import org.annals.waku.relay.Relay;
import org.annals.waku.relay.RelayMessage;
import org.annals.waku.relay.RelayPublication;
import org.annals.waku.relay.Shard;
import org.annals.waku.relay.WakuMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WakuNodeTest {
  private static final CommunityId COMMUNITY =
      new CommunityId(
          PublicKey.of(
              HexFormat.of()
                  .parseHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")));

  private final WakuLab lab = new WakuLab();

  @AfterEach
  void closeLab() {
    lab.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void publish_chainOfThree_isRelayed() throws Exception {
    WakuNode left = lab.start();
    WakuNode middle = lab.start();
    WakuNode right = lab.start();
    connect(left, middle);
    connect(middle, right);
    await(() -> get(middle.mesh()).size() == 2);
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    right.subscribe(COMMUNITY, (data, at) -> heard.add(new String(data, StandardCharsets.UTF_8)));

    left.publish(COMMUNITY, bytes("far"));

    await(() -> !heard.isEmpty());
    assertThat(heard).containsExactly("far");
    assertThat(get(left.relayTraffic()).sentBytes()).isGreaterThan(100);
    assertThat(get(right.relayTraffic()).receivedBytes()).isGreaterThan(100);
  }

  @Test
  void publish_clockStandsStill_messagesDiffer() throws Exception {
    Clock stopped = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    WakuNode left = lab.start(WakuLab.quick(WakuOptions.withPeers()), stopped);
    WakuNode right = lab.start();
    connect(left, right);
    Set<Long> times = ConcurrentHashMap.newKeySet();
    right
        .relay()
        .subscribe(
            right.pubsubTopic(), heard -> times.add(heard.message().timestamp().orElseThrow()));
    for (int i = 0; i < 5; i++) {
      assertThat(left.publish(COMMUNITY, bytes("same")))
          .isInstanceOf(ControlTopic.PublishOutcome.Sent.class);
    }
    await(() -> times.size() == 5);
  }

  @Test
  void heard_absurdTimestamps_areDeliveredOnce() throws Exception {
    WakuNode left = lab.start();
    WakuNode right = lab.start();
    connect(left, right);
    Queue<Instant> heard = new ConcurrentLinkedQueue<>();
    right.subscribe(COMMUNITY, (data, at) -> heard.add(at));
    String topic = ControlTopics.contentTopic(COMMUNITY);
    for (long time : new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}) {
      get(left.relay().publish(left.pubsubTopic(), WakuMessage.opaque(bytes("x"), topic, time)));
      byte[] other = bytes("time " + time);
      get(left.relay().publish(left.pubsubTopic(), WakuMessage.opaque(other, topic, time)));
    }
    await(() -> heard.size() == 4);
    left.publish(COMMUNITY, bytes("last"));
    await(() -> heard.size() == 5);
    assertThat(get(right.relay().counts()).delivered()).isEqualTo(7);
  }

  @Test
  void publish_thousandMessages_noneIsLost() throws Exception {
    WakuNode left = lab.start();
    WakuNode right = lab.start();
    connect(left, right);
    Set<Integer> heard = ConcurrentHashMap.newKeySet();
    right
        .relay()
        .subscribe(right.pubsubTopic(), message -> heard.add(message.message().payload().length));
    for (int i = 1; i <= 1000; i++) {
      WakuMessage message = WakuMessage.opaque(new byte[i], "/lab/1/x/proto", i);
      RelayPublication.Sent sent =
          (RelayPublication.Sent) get(left.relay().publish(left.pubsubTopic(), message));
      assertThat(sent.peers()).isEqualTo(1);
    }
    await(() -> heard.size() == 1000);
  }

  @Test
  void publish_longestAndTooLong_arriveAndAreRefused() throws Exception {
    WakuNode left = lab.start();
    WakuNode right = lab.start();
    connect(left, right);
    Queue<RelayMessage> heard = new ConcurrentLinkedQueue<>();
    right.relay().subscribe(right.pubsubTopic(), heard::add);
    WakuMessage longest = WakuMessage.opaque(new byte[150 * 1024 - 40], "/lab/1/x/proto", 1);
    assertThat(get(left.relay().publish(left.pubsubTopic(), longest)))
        .isInstanceOf(RelayPublication.Sent.class);
    WakuMessage tooLong = WakuMessage.opaque(new byte[150 * 1024], "/lab/1/x/proto", 1);
    assertThat(get(left.relay().publish(left.pubsubTopic(), tooLong)))
        .isInstanceOf(RelayPublication.Refused.class);
    assertThat(get(left.relay().publish("/waku/2/rs/16/99", longest)))
        .isInstanceOf(RelayPublication.Refused.class);
    await(() -> heard.size() == 1);
  }

  @Test
  void peers_listenerRestarts_areReachedAgain() throws Exception {
    WakuNode first = lab.start();
    WakuNode dialer =
        lab.start(WakuLab.quick(WakuOptions.withPeers(first.listenAddresses().get(0))));
    await(() -> get(first.subscribers()).contains(dialer.peerId()));
    first.connectedPeers().forEach(peer -> assertThat(peer.peer()).isEqualTo(dialer.peerId()));
    Connection connection = get(dialer.dial(first.listenAddresses().get(0)));
    connection.close("test");
    await(() -> !connection.isOpen());
    await(
        () ->
            dialer.connectedPeers().size() == 1
                && get(first.subscribers()).contains(dialer.peerId()));
  }

  @ParameterizedTest
  @CsvSource({"16/64", "17/32"})
  void connect_otherNetwork_isClosed(String shard) throws Exception {
    WakuNode one = lab.start();
    WakuNode other = lab.start(WakuLab.quick(WakuOptions.withPeers()).on(Shard.parse(shard)));
    Connection connection = get(one.dial(other.listenAddresses().get(0)));
    await(() -> !connection.isOpen());
    assertThat(one.connectedPeers()).isEmpty();
  }

  @Test
  void connect_peerWithoutWakuProtocols_isKept() throws Exception {
    WakuNode node = lab.start();
    try (Libp2pHost plain = lab.host()) {
      plain.start();
      Connection connection = get(plain.dial(node.listenAddresses().get(0)));
      await(() -> connection.info().isPresent());
      get(plain.ping(node.peerId()));
      assertThat(connection.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    Relay.PROTOCOL + ",02ffff",
    Relay.PROTOCOL + ",ffffff7f00",
    Relay.PROTOCOL + ",8100",
    MetadataExchange.PROTOCOL + ",020aff",
    PeersExchange.PROTOCOL + ",020aff"
  })
  void stream_hostileBytes_closeThatConnectionOnly(String protocol, String hex) throws Exception {
    WakuNode node = lab.start();
    WakuNode honest = lab.start();
    connect(honest, node);
    try (Libp2pHost hostile = lab.host()) {
      hostile.start();
      Connection connection = get(hostile.dial(node.listenAddresses().get(0)));
      Stream stream = get(connection.newStream(protocol));
      stream.write(HexFormat.of().parseHex(hex), Stream.Importance.CONTROL);
      await(() -> !connection.isOpen());
    }
    assertThat(get(node.subscribers())).containsExactly(honest.peerId());
  }

  @Test
  void peers_tooManyQuestions_areReset() throws Exception {
    WakuNode node = lab.start();
    node.answerWith(
        question -> Optional.of(new NeighbourExchange.Answer(1, Optional.empty(), List.of())));
    try (Libp2pHost asker = lab.host()) {
      asker.start();
      Connection connection = get(asker.dial(node.listenAddresses().get(0)));
      List<String> outcomes = new ArrayList<>();
      byte[] question = PeersCodec.encode(new NeighbourExchange.Question(COMMUNITY, List.of()));
      for (int i = 0; i < 80; i++) {
        outcomes.add(ask(get(connection.newStream(PeersExchange.PROTOCOL)), question));
      }
      assertThat(outcomes.stream().filter("answer"::equals).count()).isBetween(64L, 75L);
      assertThat(outcomes.get(79)).isEqualTo("aborted");
      assertThat(connection.isOpen()).isTrue();
    }
  }

  private static String ask(Stream stream, byte[] question) {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    LengthPrefixed.listen(
        stream,
        10_000,
        new MessageListener() {
          @Override
          public void message(byte[] message) {
            outcome.complete("answer");
          }

          @Override
          public void ended() {
            outcome.complete("ended");
          }

          @Override
          public void aborted(String reason) {
            outcome.complete("aborted");
          }
        });
    stream.writeMessage(question, Stream.Importance.CONTROL);
    stream.closeWrite();
    return get(outcome);
  }

  @Test
  void outgoingStream_resetByPeer_isOpenedAgainOnce() throws Exception {
    WakuNode node = lab.start();
    try (Libp2pHost peer = lab.host()) {
      Queue<Stream> opened = new ConcurrentLinkedQueue<>();
      peer.handle(Relay.PROTOCOL, opened::add);
      peer.start();
      Connection connection = get(peer.dial(node.listenAddresses().get(0)));
      await(() -> opened.size() == 1);
      opened.forEach(Stream::reset);
      await(() -> opened.size() == 2);
      opened.forEach(Stream::reset);
      get(peer.ping(node.peerId()));
      assertThat(connection.isOpen()).isTrue();
      assertThat(opened).hasSize(2);
    }
  }

  @Test
  void publish_peerDoesNotRead_messagesAreDroppedForItOnly() throws Exception {
    WakuNode node = lab.start();
    WakuNode honest = lab.start();
    connect(honest, node);
    Set<Integer> heard = ConcurrentHashMap.newKeySet();
    honest
        .relay()
        .subscribe(node.pubsubTopic(), message -> heard.add(message.message().payload().length));
    try (Libp2pHost stalled = lab.host()) {
      // Never listened to: its window fills, then the queue of the node.
      stalled.handle(Relay.PROTOCOL, stream -> {});
      stalled.start();
      Connection connection = get(stalled.dial(node.listenAddresses().get(0)));
      Stream speaking = get(connection.newStream(Relay.PROTOCOL));
      Rpc hello = new Rpc.Builder().change(node.pubsubTopic(), true).build();
      speaking.writeMessage(RpcCodec.encode(hello), Stream.Importance.CONTROL);
      await(() -> get(node.subscribers()).size() == 2);
      for (int i = 1; i <= 60; i++) {
        int bytes = 140_000 + i;
        WakuMessage large = WakuMessage.opaque(new byte[bytes], "/lab/1/x/proto", i);
        get(node.relay().publish(node.pubsubTopic(), large));
        await(() -> heard.contains(bytes));
      }
      assertThat(get(node.relayTraffic()).droppedRpcs()).isBetween(20L, 60L);
      assertThat(connection.isOpen()).isTrue();
      assertThat(heard).hasSize(60);
    }
  }

  @Test
  void close_twice_isSilentAndPublishIsRejected() throws Exception {
    WakuNode node = lab.start();
    node.close();
    node.close();
    assertThat(node.connectedPeers()).isEmpty();
    assertThat(node.publish(COMMUNITY, bytes("late")))
        .isInstanceOf(ControlTopic.PublishOutcome.Rejected.class);
  }
}
