package org.annals.seeder.dht;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How a node takes part in the Mainline DHT. Immutable.
 *
 * @param listen one address, or the wildcard; its family is the family of all nodes that are met
 * @param port UDP port, and the TCP port that is announced; 1 to 65535
 * @param bootstrap nodes that are asked while no other is known; names are looked up
 * @param pace how often is announced
 */
public record MainlineSettings(
    InetAddress listen, int port, List<InetSocketAddress> bootstrap, Pace pace) {

  private static final int ROUTER_PORT = 6881;

  /** Checks the range. */
  public MainlineSettings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
    bootstrap = List.copyOf(bootstrap);
  }

  /** A node that meets others through the public routers. */
  public static MainlineSettings publicOnes(InetAddress listen, int port) {
    return new MainlineSettings(
        listen,
        port,
        List.of(
            InetSocketAddress.createUnresolved("dht.transmissionbt.com", ROUTER_PORT),
            InetSocketAddress.createUnresolved("router.bittorrent.com", ROUTER_PORT),
            InetSocketAddress.createUnresolved("router.utorrent.com", ROUTER_PORT)),
        Pace.USUAL);
  }

  /**
   * How often is announced.
   *
   * @param look how often is looked for keys that are due
   * @param retry after nobody could be asked
   * @param again after an announcement; others forget it after 30 minutes (BEP 5)
   */
  public record Pace(Duration look, Duration retry, Duration again) {
    /** What a node uses. */
    public static final Pace USUAL =
        new Pace(Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofMinutes(10));
  }
}
