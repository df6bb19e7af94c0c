package org.annals.waku.host;

import java.util.List;
import org.annals.waku.host.peer.Multiaddr;

/**
 * How a host is set up.
 *
 * @param listen {@code /ip4|ip6/.../tcp/PORT} addresses, port 0 for any; empty listens nowhere
 * @param agentVersion what identify says of this program
 */
public record HostOptions(
    List<Multiaddr> listen, String agentVersion, HostLimits limits, HostTimes times) {
  public HostOptions {
    listen = List.copyOf(listen);
  }

  /** Default limits and times. */
  public static HostOptions listeningOn(Multiaddr... addresses) {
    return new HostOptions(
        List.of(addresses), "annals", HostLimits.defaults(), HostTimes.defaults());
  }

  /** The same with other limits. */
  public HostOptions with(HostLimits other) {
    return new HostOptions(listen, agentVersion, other, times);
  }

  /** The same with other times. */
  public HostOptions with(HostTimes other) {
    return new HostOptions(listen, agentVersion, limits, other);
  }
}
