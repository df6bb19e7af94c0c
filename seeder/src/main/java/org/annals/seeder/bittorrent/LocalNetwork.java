package org.annals.seeder.bittorrent;

import bt.peer.lan.AnnounceGroup;
import bt.peer.lan.ILocalServiceDiscoveryInfo;
import bt.peer.lan.LocalServiceDiscoveryConfig;
import bt.peer.lan.LocalServiceDiscoveryModule;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Where peers on the local network are looked for (BEP 14, IPv4). Bt's own answer is the interface
 * of the listening address, and a failure when that is the wildcard. Immutable.
 */
final class LocalNetwork implements ILocalServiceDiscoveryInfo {
  private final int port;
  private final List<NetworkInterface> interfaces;

  private LocalNetwork(int port, List<NetworkInterface> interfaces) {
    this.port = port;
    this.interfaces = interfaces;
  }

  /** Bt's module, with this answer in it. */
  static Module module(InetAddress listening, int port) {
    LocalNetwork network = new LocalNetwork(port, usable(listening));
    return Modules.override(new LocalServiceDiscoveryModule())
        .with(binder -> binder.bind(ILocalServiceDiscoveryInfo.class).toInstance(network));
  }

  private static List<NetworkInterface> usable(InetAddress listening) {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(each -> listening.isAnyLocalAddress() || has(each, listening))
          .filter(LocalNetwork::multicasts)
          .toList();
    } catch (SocketException e) {
      Wires.LOG.warn("no discovery on the local network: {}", e.toString());
      return List.of();
    }
  }

  private static boolean has(NetworkInterface each, InetAddress address) {
    return each.inetAddresses().anyMatch(address::equals);
  }

  private static boolean multicasts(NetworkInterface each) {
    try {
      return each.isUp()
          && each.supportsMulticast()
          && each.inetAddresses().anyMatch(Inet4Address.class::isInstance);
    } catch (SocketException e) {
      Wires.LOG.debug("an interface went away", e);
      return false;
    }
  }

  @Override
  public Set<Integer> getLocalPorts() {
    return Set.of(port);
  }

  @Override
  public Collection<AnnounceGroup> getCompatibleGroups() {
    if (interfaces.isEmpty()) {
      return List.of();
    }
    return new LocalServiceDiscoveryConfig()
        .getLocalServiceDiscoveryAnnounceGroups().stream()
            .filter(group -> group.getAddress().getAddress() instanceof Inet4Address)
            .toList();
  }

  @Override
  public Collection<NetworkInterface> getNetworkInterfaces() {
    return interfaces;
  }
}
