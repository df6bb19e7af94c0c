package org.annals.seeder.bittorrent;

import java.net.InetAddress;
import java.time.Duration;

/**
 * How the BitTorrent transport meets other peers. Immutable.
 *
 * @param bindAddress address that is listened on and that outgoing connections leave from
 * @param port 0 to 65535; 0 takes any free port
 * @param peerExchange whether connected peers tell each other about further ones (BEP 11)
 * @param localDiscovery whether peers on the local network are found by multicast (BEP 14)
 * @param maxConnections 1 or more, all files together
 * @param limits deadlines
 */
public record BitTorrentSettings(
    InetAddress bindAddress,
    int port,
    boolean peerExchange,
    boolean localDiscovery,
    int maxConnections,
    Deadlines limits) {

  /** Checks the ranges. */
  public BitTorrentSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("at least one connection, not " + maxConnections);
    }
  }

  /** Listens on an address and port and discovers nobody: peers are only those that are named. */
  public static BitTorrentSettings quiet(InetAddress bindAddress, int port) {
    return new BitTorrentSettings(bindAddress, port, false, false, 1_000, Deadlines.USUAL);
  }

  /** The same with other deadlines. */
  public BitTorrentSettings with(Deadlines deadlines) {
    return new BitTorrentSettings(
        bindAddress, port, peerExchange, localDiscovery, maxConnections, deadlines);
  }

  /** The same with the port that was found. */
  BitTorrentSettings on(int found) {
    return new BitTorrentSettings(
        bindAddress, found, peerExchange, localDiscovery, maxConnections, limits);
  }

  /** The same with discovery switched on or off. */
  public BitTorrentSettings discovery(boolean exchange, boolean local) {
    return new BitTorrentSettings(bindAddress, port, exchange, local, maxConnections, limits);
  }

  /**
   * How long a peer may take.
   *
   * @param handshake from accept or dial to the other's handshake
   * @param write while bytes wait for it, until the socket must have taken some
   * @param silence until a peer that says nothing is let go
   * @param keepAlive how often something is said when there is nothing to say
   * @param block how long a requested block may take while none arrives
   */
  public record Deadlines(
      Duration handshake, Duration write, Duration silence, Duration keepAlive, Duration block) {
    /** What a node uses. */
    public static final Deadlines USUAL =
        new Deadlines(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(4),
            Duration.ofSeconds(100),
            Duration.ofSeconds(20));
  }
}
