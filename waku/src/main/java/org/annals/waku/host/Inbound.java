package org.annals.waku.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.waku.host.loop.TcpSocket;
import org.annals.waku.host.peer.PeerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets inbound sockets in, within the limits, and upgrades them. On the loop. */
final class Inbound {
  private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

  private final HostContext context;
  private final ConnectionTable table;
  private final Starter starter;
  private final Set<Guest> guests = new HashSet<>();

  Inbound(HostContext context, ConnectionTable table, Starter starter) {
    this.context = context;
    this.table = table;
    this.starter = starter;
  }

  /** Takes an accepted channel over. */
  void accepted(SocketChannel channel) {
    try {
      InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
      if (remote == null || !table.admitInbound(remote.getAddress())) {
        channel.close();
        return;
      }
      new Guest(remote.getAddress()).enter(channel);
    } catch (IOException e) {
      LOG.debug("an inbound connection broke at once: {}", e.getMessage());
    }
  }

  void cancelAll(String reason) {
    List.copyOf(guests).forEach(guest -> guest.cancel(reason));
  }

  /** Makes a connection of a finished upgrade. */
  interface Starter {
    PeerConnection start(
        TcpSocket socket,
        SecureChannel channel,
        PeerConnection.Identity identity,
        Runnable released);
  }

  /** A socket that is being upgraded. */
  private final class Guest implements Upgrade.Result {
    private final InetAddress address;
    private @Nullable Upgrade upgrade;

    Guest(InetAddress address) {
      this.address = address;
    }

    void enter(SocketChannel channel) throws IOException {
      guests.add(this);
      try {
        upgrade = Upgrade.start(context, channel, false, Optional.empty(), this);
      } catch (IOException e) {
        leave();
        throw e;
      }
    }

    void cancel(String reason) {
      if (upgrade != null) {
        upgrade.cancel(reason);
      }
    }

    @Override
    public PeerConnection upgraded(TcpSocket socket, SecureChannel channel, PeerId peer) {
      guests.remove(this);
      return starter.start(
          socket,
          channel,
          new PeerConnection.Identity(peer, Connection.Direction.INBOUND),
          () -> table.releaseInbound(address));
    }

    @Override
    public void failed(HostException cause) {
      leave();
      LOG.debug("an inbound connection from {} failed: {}", address, cause.getMessage());
    }

    private void leave() {
      if (guests.remove(this)) {
        table.releaseInbound(address);
      }
    }
  }
}
