package org.annals.waku.host;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.annals.waku.host.peer.Multiaddr;

/** From what is asked for to what is bound, and to what others can dial. Stateless. */
final class ListenAddresses {
  private ListenAddresses() {}

  /**
   * Socket addresses to bind. Both wildcards with one port become the IPv6 one, which takes IPv4 as
   * well and would keep the other from being bound.
   *
   * @throws IOException when an address cannot be listened on
   */
  static List<InetSocketAddress> toBind(List<Multiaddr> listen) throws IOException {
    List<InetSocketAddress> all = new ArrayList<>();
    for (Multiaddr address : listen) {
      Multiaddr.TcpTarget target =
          address
              .tcpTarget()
              .filter(t -> !t.isName())
              .orElseThrow(() -> new IOException("cannot listen on " + address));
      all.add(new InetSocketAddress(InetAddress.getByName(target.host()), target.port()));
    }
    List<InetSocketAddress> bind = new ArrayList<>(all);
    for (InetSocketAddress six : all) {
      if (six.getAddress().isAnyLocalAddress() && six.getAddress() instanceof Inet6Address) {
        bind.removeIf(
            four ->
                four.getPort() == six.getPort()
                    && four.getAddress().isAnyLocalAddress()
                    && four.getAddress() instanceof Inet4Address);
      }
    }
    return bind;
  }

  /** Concrete addresses that a bound socket can be reached at. */
  static List<Multiaddr> toTell(InetSocketAddress bound) {
    if (!bound.getAddress().isAnyLocalAddress()) {
      return List.of(Multiaddr.tcp(bound));
    }
    boolean four = bound.getAddress() instanceof Inet4Address;
    return local()
        .filter(a -> !four || a instanceof Inet4Address)
        .filter(a -> !a.isLinkLocalAddress() && !a.isMulticastAddress())
        .map(a -> Multiaddr.tcp(new InetSocketAddress(a, bound.getPort())))
        .distinct()
        .toList();
  }

  private static Stream<InetAddress> local() {
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses);
    } catch (SocketException e) {
      return Stream.of(InetAddress.getLoopbackAddress());
    }
  }
}
