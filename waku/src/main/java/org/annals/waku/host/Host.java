package org.annals.waku.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.annals.waku.host.loop.Loop;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.host.peer.PeerId;

/**
 * A libp2p host: connections to peers whose identity is proven, and streams of named protocols
 * inside them.
 *
 * <ul>
 *   <li>Every connection that a listener sees has completed Noise and yamux; its remote peer id is
 *       authenticated.
 *   <li>identify and ping are built in.
 *   <li>Futures complete on the loop, exceptionally with {@link HostException}.
 * </ul>
 *
 * <p>Thread-safe. Protocols should be mounted before {@link #start}, because peers read the list of
 * protocols once, at the beginning; later changes are pushed to those that understand that.
 */
public interface Host extends AutoCloseable {

  /** The host's own identity. */
  PeerId peerId();

  /**
   * Binds the listen addresses and begins to accept.
   *
   * @throws IOException when an address cannot be bound, a {@link java.net.BindException} when it
   *     is taken or not of this machine; nothing stays bound then
   */
  void start() throws IOException;

  /** The bound addresses with their real ports, without {@code /p2p}. */
  List<Multiaddr> listenAddresses();

  /**
   * Connects to the TCP address; {@code /p2p/ID} at its end makes that identity a condition. A peer
   * that is already connected gives its present connection.
   */
  CompletableFuture<Connection> dial(Multiaddr address);

  /** All open connections. */
  List<Connection> connections();

  /** The newest open connection to a peer. */
  Optional<Connection> connection(PeerId peer);

  /** Opens a stream on the newest connection to a peer. */
  CompletableFuture<Stream> newStream(PeerId peer, String protocol);

  /** Mounts a protocol; replaces an earlier handler of the same id. */
  void handle(String protocol, StreamHandler handler);

  /** Unmounts a protocol; its streams stay. */
  void unhandle(String protocol);

  /** Adds a listener; it hears of what happens from now on. */
  void addListener(HostListener listener);

  /** Round-trip time of one ping. */
  CompletableFuture<Duration> ping(PeerId peer);

  /** What all sockets have carried since the start, handshakes included. */
  WireBytes wireBytes();

  /** The thread on which everything happens. */
  Loop loop();

  /** Closes all connections and the listening sockets, and ends the loop. Idempotent. */
  @Override
  void close();
}
