package org.annals.waku.host;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.annals.waku.host.peer.PeerId;

/**
 * An authenticated, multiplexed connection to a peer. Thread-safe; equal only to itself. A peer can
 * have more than one.
 */
public interface Connection {

  /** Who is at the other end; proven in the handshake. */
  PeerId remotePeer();

  /** Where the other end's socket is. */
  InetSocketAddress remoteAddress();

  /** Who dialed. */
  Direction direction();

  /** What the peer said of itself, once identify has come. */
  Optional<PeerInfo> info();

  /**
   * Opens a stream. With a peer whose identify lists the protocol, the future completes at once and
   * a refusal shows as a reset; else it completes with the peer's consent.
   */
  CompletableFuture<Stream> newStream(String protocol);

  /** What this connection's socket has carried. */
  WireBytes wireBytes();

  /** Whether it has not been closed yet. */
  boolean isOpen();

  /** Closes the connection; queued bytes are not waited for. Idempotent. */
  void close(String reason);

  /** Who opened a connection or a stream. */
  enum Direction {
    /** The other side did. */
    INBOUND,
    /** This host did. */
    OUTBOUND
  }
}
