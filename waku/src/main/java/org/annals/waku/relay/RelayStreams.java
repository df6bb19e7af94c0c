package org.annals.waku.relay;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.waku.gossipsub.Rpc;
import org.annals.waku.gossipsub.RpcCodec;
import org.annals.waku.gossipsub.RpcSplitter;
import org.annals.waku.host.Connection;
import org.annals.waku.host.Host;
import org.annals.waku.host.HostListener;
import org.annals.waku.host.PeerInfo;
import org.annals.waku.host.Stream;
import org.annals.waku.host.StreamListener;
import org.annals.waku.host.codec.LengthPrefix;
import org.annals.waku.host.peer.PeerId;
import org.annals.waku.relay.RelayPeer.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * One outgoing and one incoming relay stream for each peer that speaks relay.
 *
 * <ul>
 *   <li>An outgoing stream that the peer resets, for instance after an RPC that it found too long,
 *       is opened again once: nothing else would heal that direction.
 *   <li>A second incoming stream replaces the first. When the last one dies and no other comes
 *       within the grace time the connection is closed, for its peer may believe that we still hear
 *       it.
 *   <li>Messages for a peer that does not read are dropped, control is not.
 * </ul>
 *
 * Belongs to the host's loop.
 */
final class RelayStreams implements HostListener, InboundRpcs.Receiver {
  /** After this long an outgoing stream that was opened again has proven itself. */
  private static final Duration PROBATION = Duration.ofSeconds(60);

  private final Host host;
  private final RelayOptions options;
  private final Events events;
  private final Map<PeerId, RelayPeer> peers = new LinkedHashMap<>();
  private long receivedBytes;
  private long sentBytes;
  private long droppedRpcs;
  private long badRpcs;
  private long leftOut;

  /** What the streams bring about. */
  interface Events {
    void up(PeerId peer, boolean outbound);

    void muted(PeerId peer);

    void gone(PeerId peer);

    void rpc(PeerId peer, boolean outbound, Rpc rpc);
  }

  RelayStreams(Host host, RelayOptions options, Events events) {
    this.host = host;
    this.options = options;
    this.events = events;
  }

  @Override
  public void identified(Connection connection, PeerInfo info) {
    if (info.protocols().contains(Relay.PROTOCOL)) {
      RelayPeer peer = peer(connection.remotePeer());
      if (peer.state == Outgoing.NONE || peer.state == Outgoing.REFUSED) {
        open(peer, connection);
      }
    }
  }

  @Override
  public void disconnected(Connection connection, String reason) {
    RelayPeer peer = peers.get(connection.remotePeer());
    if (peer == null) {
      return;
    }
    Optional<Connection> other = host.connection(peer.id).filter(Connection::isOpen);
    if (other.isEmpty() || other.get() == connection) {
      peer.forgetTimers();
      peers.remove(peer.id);
      events.gone(peer.id);
      return;
    }
    if (peer.incoming != null && peer.incoming.connection() == connection) {
      peer.incoming = null;
    }
    if (peer.outgoing == null || peer.outgoing.connection() == connection) {
      lost(peer, Duration.ZERO);
    }
  }

  /** A peer has opened a stream. */
  void accept(Stream stream) {
    RelayPeer peer = peer(stream.remotePeer());
    Stream older = peer.incoming;
    peer.incoming = stream;
    peer.forgetGrace();
    if (older != null) {
      older.reset();
    }
    stream.listen(new InboundRpcs(stream, this));
    if (peer.state == Outgoing.NONE) {
      open(peer, stream.connection());
    }
  }

  /** Sends an RPC as soon as the peer's stream is there. */
  void send(PeerId id, Rpc rpc) {
    RelayPeer peer = peers.get(id);
    if (peer == null || peer.state == Outgoing.REFUSED) {
      return;
    }
    for (Rpc part : RpcSplitter.split(rpc)) {
      Stream stream = peer.outgoing;
      if (stream != null) {
        write(stream, part);
      } else if (!peer.hold(part)) {
        droppedRpcs++;
      }
    }
  }

  RelayTraffic traffic() {
    return new RelayTraffic(receivedBytes, sentBytes, droppedRpcs, badRpcs, leftOut);
  }

  void close() {
    peers.values().forEach(RelayPeer::forgetTimers);
    for (RelayPeer peer : List.copyOf(peers.values())) {
      if (peer.outgoing != null) {
        peer.outgoing.closeWrite();
      }
    }
    peers.clear();
  }

  @Override
  public void bytes(int count) {
    receivedBytes += count;
  }

  @Override
  public void rpc(Stream stream, byte[] bytes) {
    RpcCodec.Outcome outcome = RpcCodec.decode(bytes);
    if (outcome instanceof RpcCodec.Decoded decoded) {
      leftOut += decoded.leftOut();
      events.rpc(stream.remotePeer(), isOutbound(stream.connection()), decoded.rpc());
    } else {
      broken(stream, ((RpcCodec.Rejected) outcome).reason());
    }
  }

  @Override
  public void broken(Stream stream, String reason) {
    badRpcs++;
    stream.connection().close(reason);
  }

  @Override
  public void over(Stream stream) {
    RelayPeer peer = peers.get(stream.remotePeer());
    if (peer == null || peer.incoming != stream) {
      return;
    }
    peer.incoming = null;
    peer.grace =
        host.loop()
            .schedule(
                options.streamGrace(),
                () -> stream.connection().close("the relay stream ended and no other came"));
  }

  private RelayPeer peer(PeerId id) {
    return peers.computeIfAbsent(id, RelayPeer::new);
  }

  private void open(RelayPeer peer, Connection connection) {
    peer.state = Outgoing.OPENING;
    var unused =
        connection
            .newStream(Relay.PROTOCOL)
            .whenComplete((stream, failure) -> opened(peer, stream, connection));
  }

  private void opened(RelayPeer peer, @Nullable Stream stream, Connection connection) {
    if (peers.get(peer.id) != peer || peer.outgoing != null) {
      if (stream != null) {
        stream.reset();
      }
      return;
    }
    if (stream == null) {
      if (connection.isOpen()) {
        lost(peer, options.reopenAfter());
      }
      return;
    }
    peer.state = Outgoing.OPEN;
    peer.outgoing = stream;
    stream.listen(new OutgoingWatch(peer, stream));
    events.up(peer.id, isOutbound(connection));
    for (Rpc rpc = peer.next(); rpc != null; rpc = peer.next()) {
      write(stream, rpc);
    }
  }

  /** The outgoing stream is gone though the peer is not. */
  private void lost(RelayPeer peer, Duration wait) {
    long now = host.loop().nanoTime();
    boolean again = peer.reopenedAt != null && now - peer.reopenedAt < PROBATION.toNanos();
    peer.outgoing = null;
    if (again) {
      peer.state = Outgoing.REFUSED;
      events.gone(peer.id);
      return;
    }
    peer.state = Outgoing.PAUSED;
    peer.reopenedAt = now;
    events.muted(peer.id);
    peer.reopen =
        host.loop()
            .schedule(
                wait,
                () ->
                    host.connection(peer.id)
                        .filter(Connection::isOpen)
                        .ifPresent(connection -> open(peer, connection)));
  }

  private void write(Stream stream, Rpc rpc) {
    byte[] framed = LengthPrefix.frame(RpcCodec.encode(rpc));
    Stream.Importance importance =
        rpc.isControl() ? Stream.Importance.CONTROL : Stream.Importance.DROPPABLE;
    switch (stream.write(framed, importance)) {
      case QUEUED -> sentBytes += framed.length;
      case FULL -> droppedRpcs++;
      // Its watch hears of it, and what was lost is asked for again.
      case CLOSED -> {}
    }
  }

  private static boolean isOutbound(Connection connection) {
    return connection.direction() == Connection.Direction.OUTBOUND;
  }

  /** Waits for the end of an outgoing stream, on which the peer has nothing to say. */
  private final class OutgoingWatch implements StreamListener {
    private final RelayPeer peer;
    private final Stream stream;

    OutgoingWatch(RelayPeer peer, Stream stream) {
      this.peer = peer;
      this.stream = stream;
    }

    @Override
    public void data(ByteBuffer bytes) {
      bytes.position(bytes.limit());
    }

    @Override
    public void ended() {
      // Its half only: peers that never write there may close it at once.
    }

    @Override
    public void aborted(String reason) {
      if (peers.get(peer.id) == peer && peer.outgoing == stream && stream.connection().isOpen()) {
        lost(peer, options.reopenAfter());
      }
    }
  }
}
