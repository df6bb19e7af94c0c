package org.annals.waku.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.annals.waku.host.HostException.Reason;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.loop.Loop;
import org.annals.waku.host.loop.SocketListener;
import org.annals.waku.host.loop.TcpSocket;
import org.annals.waku.host.multistream.Negotiation;
import org.annals.waku.host.multistream.Outcome;
import org.annals.waku.host.multistream.Proposer;
import org.annals.waku.host.multistream.Responder;
import org.annals.waku.host.noise.NoiseFrames;
import org.annals.waku.host.noise.NoiseHandshake;
import org.annals.waku.host.noise.NoiseSession;
import org.annals.waku.host.peer.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Turns a TCP connection into an authenticated, multiplexed one: multistream-select for Noise, the
 * handshake, and yamux, which Noise or multistream-select settles. Takes one deadline for all.
 */
final class Upgrade implements SocketListener, SecureChannel.Sink {
  static final String NOISE = "/noise";
  static final String YAMUX = "/yamux/1.0.0";

  private final HostContext context;
  private final TcpSocket socket;
  private final boolean dialer;
  private final Optional<PeerId> expected;
  private final Result result;
  private final NoiseFrames frames = new NoiseFrames(NoiseHandshake.MAX_MESSAGE);
  private final Loop.Timer deadline;
  private Negotiation negotiation;
  private @Nullable NoiseHandshake handshake;
  private @Nullable SecureChannel secure;
  private @Nullable PeerId peer;
  private @Nullable PeerConnection connection;
  private boolean over;

  private Upgrade(
      HostContext context,
      SocketChannel channel,
      boolean dialer,
      Optional<PeerId> expected,
      Result result)
      throws IOException {
    this.context = context;
    this.dialer = dialer;
    this.expected = expected;
    this.result = result;
    this.socket = TcpSocket.open(context.loop(), channel);
    this.negotiation = negotiate(NOISE, bytes -> socket.write(ByteBuffer.wrap(bytes)));
    this.deadline =
        context
            .loop()
            .schedule(
                context.times().upgrade(), () -> fail(Reason.TIMEOUT, "the handshake is too slow"));
  }

  /**
   * Begins on a connected channel, which it takes over.
   *
   * @throws IOException when it is not connected any more; it is closed then
   */
  static Upgrade start(
      HostContext context,
      SocketChannel channel,
      boolean dialer,
      Optional<PeerId> expected,
      Result result)
      throws IOException {
    try {
      Upgrade upgrade = new Upgrade(context, channel, dialer, expected, result);
      upgrade.socket.listener(upgrade);
      upgrade.negotiation.start();
      return upgrade;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Gives up. */
  void cancel(String reason) {
    fail(Reason.CLOSED, reason);
  }

  @Override
  public void received(ByteBuffer wire) {
    try {
      while (wire.hasRemaining() && !over) {
        step(wire);
      }
    } catch (MalformedInput e) {
      if (connection == null) {
        fail(Reason.PROTOCOL, e.reason());
      } else {
        connection.broken(e.reason());
      }
      return;
    }
    if (connection != null && wire.hasRemaining()) {
      connection.received(wire);
    }
  }

  @Override
  public void plain(ByteBuffer bytes) throws MalformedInput {
    if (isAgreed(bytes)) {
      PeerConnection made = finish();
      if (made != null && bytes.hasRemaining()) {
        made.plain(bytes);
      }
    }
  }

  @Override
  public void closed(String reason) {
    fail(Reason.PROTOCOL, reason);
  }

  private void step(ByteBuffer wire) throws MalformedInput {
    if (secure != null) {
      secure.received(wire);
    } else if (handshake != null) {
      shakeHands(handshake, wire);
    } else if (isAgreed(wire)) {
      beginHandshake();
    }
  }

  private boolean isAgreed(ByteBuffer bytes) throws MalformedInput {
    Outcome outcome = negotiation.feed(bytes);
    if (outcome instanceof Outcome.Refused) {
      throw new MalformedInput("the peer does not speak " + (secure == null ? NOISE : YAMUX));
    }
    return outcome instanceof Outcome.Agreed;
  }

  private Negotiation negotiate(String protocol, Consumer<byte[]> output) {
    return dialer
        ? new Proposer(List.of(protocol), output)
        : new Responder(protocol::equals, output);
  }

  private void beginHandshake() {
    HostSurroundings around = context.surroundings();
    handshake =
        new NoiseHandshake(dialer, context.key(), around.curve(), around.random(), List.of(YAMUX));
    if (dialer) {
      socket.write(NoiseFrames.frame(handshake.first()));
    }
  }

  private void shakeHands(NoiseHandshake hands, ByteBuffer wire) throws MalformedInput {
    byte[] message = frames.next(wire);
    if (message == null) {
      return;
    }
    byte[] answer = hands.next(message);
    Optional<NoiseSession> session = hands.session();
    if (session.isPresent() && !isWelcome(session.get().remote().peerId())) {
      return;
    }
    if (answer != null) {
      socket.write(NoiseFrames.frame(answer));
    }
    if (session.isPresent()) {
      secureWith(session.get());
    }
  }

  private boolean isWelcome(PeerId remote) {
    if (remote.equals(context.key().peerId())) {
      fail(Reason.IDENTITY, "the address is this host's own");
      return false;
    }
    if (expected.isPresent() && !expected.get().equals(remote)) {
      fail(Reason.IDENTITY, "another peer answered: " + remote);
      return false;
    }
    peer = remote;
    return true;
  }

  private void secureWith(NoiseSession session) {
    SecureChannel channel = new SecureChannel(context.loop(), socket, session, this);
    secure = channel;
    if (session.muxer().isPresent()) {
      finish();
    } else {
      negotiation = negotiate(YAMUX, bytes -> channel.write(ByteBuffer.wrap(bytes)));
      negotiation.start();
    }
  }

  private @Nullable PeerConnection finish() {
    SecureChannel channel = secure;
    PeerId remote = peer;
    if (over || channel == null || remote == null) {
      return null;
    }
    over = true;
    deadline.cancel();
    PeerConnection made = result.upgraded(socket, channel, remote);
    connection = made;
    return made;
  }

  private void fail(Reason reason, String message) {
    if (!over) {
      over = true;
      deadline.cancel();
      socket.close();
      result.failed(new HostException(reason, message));
    }
  }

  /** Is told the outcome, once. */
  interface Result {
    /** The connection that takes the socket over; it has set itself as listener of both. */
    PeerConnection upgraded(TcpSocket socket, SecureChannel channel, PeerId peer);

    /** The socket is closed. */
    void failed(HostException cause);
  }
}
