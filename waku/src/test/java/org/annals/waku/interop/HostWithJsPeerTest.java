package org.annals.waku.interop;

import static org.annals.waku.host.TestHost.get;
import static org.annals.waku.host.TestHost.next;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.annals.waku.host.Connection;
import org.annals.waku.host.HostException;
import org.annals.waku.host.LengthPrefixed;
import org.annals.waku.host.MessageListener;
import org.annals.waku.host.PeerInfo;
import org.annals.waku.host.Stream;
import org.annals.waku.host.TestHost;
import org.annals.waku.host.peer.HostKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("peers")
final class HostWithJsPeerTest {
  private static final String METADATA = "/vac/waku/metadata/1.0.0";

  @ParameterizedTest
  @CsvSource({"secp256k1,secp256k1", "ed25519,secp256k1", "secp256k1,ed25519", "ed25519,ed25519"})
  void dialOut_eitherKey_pingsAndIdentifies(String theirs, String ours) {
    try (JsPeer js = JsPeer.start("--keytype", theirs);
        TestHost host = TestHost.create(key(ours), TestHost.onLoopback())) {
      host.listen();
      Connection connection = get(host.host.dial(js.address()));
      assertThat(connection.remotePeer()).isEqualTo(js.peerId());
      assertThat(next(host.identified)).isSameAs(connection);
      PeerInfo info = connection.info().orElseThrow();
      assertThat(info.agentVersion()).contains("js-test-peer");
      assertThat(info.protocols()).contains("/vac/waku/relay/2.0.0", METADATA);
      assertThat(info.listenAddresses()).isNotEmpty();
      JsonNode identify = js.await("identify", e -> e.path("peer").asText().equals(id(host)));
      assertThat(identify.path("agent").asText()).isEqualTo("annals");
      assertThat(identify.path("protocols").toString()).contains("/ipfs/ping/1.0.0");
      assertThat(identify.path("listen").toString())
          .contains(host.host.listenAddresses().get(0).toString());
      JsonNode connect = js.await("connect", e -> e.path("peer").asText().equals(id(host)));
      assertThat(connect.path("muxer").asText()).isEqualTo("/yamux/1.0.0");
      assertThat(get(host.host.ping(js.peerId()))).isLessThan(Duration.ofSeconds(15));
      assertThat(js.run("ping " + id(host)).path("ok").asBoolean()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"secp256k1,secp256k1", "ed25519,ed25519"})
  void dialIn_eitherKey_pingsAndIdentifies(String theirs, String ours) {
    try (JsPeer js = JsPeer.start("--keytype", theirs);
        TestHost host = TestHost.create(key(ours), TestHost.onLoopback())) {
      host.listen();
      js.run("dial " + host.address());
      Connection connection = next(host.connected);
      assertThat(connection.direction()).isEqualTo(Connection.Direction.INBOUND);
      assertThat(connection.remotePeer()).isEqualTo(js.peerId());
      next(host.identified);
      js.await("identify", e -> e.path("peer").asText().equals(id(host)));
      js.run("ping " + id(host));
      assertThat(get(host.host.ping(js.peerId()))).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void dialOut_wrongPeerId_isRefused() {
    try (JsPeer js = JsPeer.start();
        TestHost host = TestHost.start(1)) {
      assertThat(
              TestHost.failure(
                  host.host.dial(js.address().withPeer(TestHost.secp256k1(9).peerId()))))
          .isEqualTo(HostException.Reason.IDENTITY);
    }
  }

  @Test
  void dialOut_peerWithoutYamux_isRefused() {
    try (JsPeer js = JsPeer.start("--muxer", "mplex");
        TestHost host = TestHost.start(1)) {
      assertThat(TestHost.failure(host.host.dial(js.address())))
          .isEqualTo(HostException.Reason.PROTOCOL);
    }
  }

  @Test
  void handleAndStream_requestAndAnswer_bothWays() {
    try (JsPeer js = JsPeer.start("--cluster", "16", "--shards", "32");
        TestHost host = TestHost.create(TestHost.secp256k1(5), TestHost.onLoopback())) {
      host.host.handle(
          METADATA,
          stream ->
              LengthPrefixed.listen(
                  stream,
                  1024,
                  new Once(
                      request -> {
                        stream.writeMessage(request, Stream.Importance.CONTROL);
                        stream.close();
                      })));
      host.listen();
      get(host.host.dial(js.address()));
      next(host.identified);
      Stream stream = host.open(js.peerId(), METADATA);
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      LengthPrefixed.listen(stream, 1024, new Once(answer::complete));
      byte[] request = {8, 16, 16, 32, 26, 1, 32};
      stream.writeMessage(request, Stream.Importance.CONTROL);
      stream.closeWrite();
      assertThat(get(answer)).isEqualTo(request);
      JsonNode asked = js.run("metadata " + id(host));
      assertThat(asked.path("clusterId").asInt()).isEqualTo(16);
    }
  }

  @Test
  void restartOfThePeer_isNoticed_andItIsReachedAgain() {
    String[] options = {"--key", "05".repeat(32), "--port", "0"};
    try (TestHost host = TestHost.start(1)) {
      int port;
      try (JsPeer first = JsPeer.start(options)) {
        port = first.address().tcpTarget().orElseThrow().port();
        get(host.host.dial(first.address()));
        next(host.identified);
        first.kill();
      }
      next(host.disconnected);
      assertThat(host.host.connections()).isEmpty();
      options[3] = Integer.toString(port);
      try (JsPeer second = JsPeer.start(options)) {
        get(host.host.dial(second.address()));
        next(host.identified);
        get(host.host.ping(second.peerId()));
      }
    }
  }

  @Test
  void hangUp_byThePeer_isNoticed() {
    try (JsPeer js = JsPeer.start();
        TestHost host = TestHost.start(1)) {
      get(host.host.dial(js.address()));
      next(host.identified);
      js.run("hangup " + id(host));
      next(host.disconnected);
    }
  }

  private static HostKey key(String type) {
    byte[] seed = new byte[32];
    seed[5] = 77;
    return type.equals("ed25519") ? HostKey.ed25519(seed) : TestHost.secp256k1(77);
  }

  private static String id(TestHost host) {
    return host.id().toString();
  }

  private record Once(Consumer<byte[]> then) implements MessageListener {
    @Override
    public void message(byte[] message) {
      then.accept(message);
    }

    @Override
    public void ended() {}

    @Override
    public void aborted(String reason) {}
  }
}
