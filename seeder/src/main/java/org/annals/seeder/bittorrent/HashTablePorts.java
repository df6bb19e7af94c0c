package org.annals.seeder.bittorrent;

import bt.net.HandshakeHandler;
import bt.net.PeerConnection;
import bt.protocol.Handshake;
import bt.protocol.Message;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Peers that take part in the DHT tell each other so by a bit of the handshake, and where by a PORT
 * message (BEP 5). Off until somebody wants to meet their nodes. Thread-safe.
 */
final class HashTablePorts implements HandshakeHandler {
  private static final int BIT = 63;

  private volatile @Nullable Consumer<InetSocketAddress> met;

  /** The number in a PORT message. */
  record Port(int number) implements Message {
    @Override
    public Integer getMessageId() {
      return Messages.PORT;
    }
  }

  /** Takes part from now on; connections that are open already stay as they are. */
  void meet(Consumer<InetSocketAddress> nodes) {
    met = nodes;
  }

  /** Whether both sides take part. */
  boolean both(Handshake theirs) {
    return met != null && theirs.isReservedBitSet(BIT);
  }

  /** A peer takes part on this port of its address. */
  void said(Wire by, Port port) {
    Consumer<InetSocketAddress> told = met;
    if (told != null && port.number() > 0) {
      told.accept(new InetSocketAddress(by.remote().getAddress(), port.number()));
    }
  }

  @Override
  public void processIncomingHandshake(PeerConnection connection, Handshake theirs) {}

  @Override
  public void processOutgoingHandshake(Handshake ours) {
    if (met != null) {
      ours.setReservedBit(BIT);
    }
  }
}
