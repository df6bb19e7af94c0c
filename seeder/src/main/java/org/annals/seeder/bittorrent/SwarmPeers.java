package org.annals.seeder.bittorrent;

import bt.protocol.Handshake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.annals.archiver.PeerAddress;

/**
 * The peers of a swarm: connections that are there or being made, and addresses that may be tried.
 * Those that sent wrong bytes are sent away. Confined to the loop, except where a method says
 * otherwise.
 */
final class SwarmPeers {
  private static final int DIALS_AT_ONCE = 8;
  private static final int MOST_DIALLED = 40;

  private final Swarm swarm;
  private final Engine engine;
  private final PeerBook book;
  private final Set<PeerLink> links = new LinkedHashSet<>();
  private final Set<PeerLink> dialling = new LinkedHashSet<>();
  private final Map<PeerLink, PeerAddress> listening = new ConcurrentHashMap<>();
  private boolean untried;
  private volatile int connected;

  SwarmPeers(Swarm swarm, Engine engine) {
    this.swarm = swarm;
    this.engine = engine;
    this.book = new PeerBook(engine.random());
  }

  /** How many are connected. Any thread. */
  int connected() {
    return connected;
  }

  /** Where connected peers listen, as far as is known. Any thread. */
  List<PeerAddress> addresses() {
    return listening.values().stream().distinct().toList();
  }

  /** Notes addresses that may be tried. */
  void add(Collection<PeerAddress> peers) {
    long now = engine.loop().now();
    for (PeerAddress peer : peers) {
      if (!isOurs(peer)) {
        book.add(peer, now);
        untried = true;
      }
    }
  }

  private boolean isOurs(PeerAddress peer) {
    return peer.port() == engine.settings().port()
        && peer.address().equals(engine.settings().bindAddress());
  }

  /** Whether there are addresses that were given by somebody and not tried yet. */
  boolean untried() {
    return untried;
  }

  /**
   * Connects to some of those that are due.
   *
   * @param wanting whether the swarm lacks anything; else only those are tried that were not yet
   */
  void dial(long now, boolean wanting) {
    boolean needed = wanting || untried;
    if (!needed || links.size() + dialling.size() >= MOST_DIALLED || !engine.wires().mayDial()) {
      return;
    }
    List<PeerAddress> due = book.due(now, DIALS_AT_ONCE);
    if (!wanting && due.isEmpty()) {
      untried = false;
    }
    for (PeerAddress address : due) {
      PeerLink link = new PeerLink(swarm, engine, address);
      dialling.add(link);
      engine.wires().dial(address, swarm.torrentId(), link);
    }
  }

  /**
   * Whether a connection may take part, now that both sides have shaken hands.
   *
   * @param open whether the swarm takes any
   */
  boolean admit(PeerLink link, Wire wire, Handshake handshake, boolean open) {
    dialling.remove(link);
    boolean self = Arrays.equals(handshake.getPeerId().getBytes(), engine.identity().getBytes());
    PeerAddress address = link.address();
    if (self && address != null) {
      book.ban(address);
    }
    if (!open || self || book.shunned(wire.remote().getAddress())) {
      return false;
    }
    links.add(link);
    connected = links.size();
    if (address != null) {
      listens(link, address);
    }
    return true;
  }

  /** The address where a connected peer listens has become known. */
  void listens(PeerLink link, PeerAddress address) {
    listening.put(link, address);
    book.connected(address, engine.loop().now());
  }

  /** A connection has ended, or was not made. */
  void left(PeerLink link) {
    dialling.remove(link);
    links.remove(link);
    listening.remove(link);
    connected = links.size();
    PeerAddress address = link.address();
    if (address != null && links.stream().noneMatch(l -> address.equals(l.address()))) {
      book.lost(address, engine.loop().now());
    }
  }

  /** What a peer is told about others: where they listen. */
  List<PeerAddress> others(PeerLink asking) {
    return listening.entrySet().stream()
        .filter(each -> each.getKey() != asking)
        .map(Map.Entry::getValue)
        .distinct()
        .limit(Exchange.MOST)
        .toList();
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** Tells all that a piece is here. */
  void announce(int piece) {
    links.forEach(link -> link.announce(piece));
  }

  /**
   * A block has come: others that may have been asked for it, too, need not bring it.
   *
   * @param askedTwice whether several were asked for this one
   */
  void arrived(PeerLink from, Block block, boolean askedTwice) {
    for (PeerLink other : links) {
      if (other != from && (askedTwice || other.owes())) {
        other.unneeded(block);
      }
    }
  }

  /** Does something with each that is connected; it may end the connection. */
  void forEach(Consumer<PeerLink> action) {
    new ArrayList<>(links).forEach(action);
  }

  /** Lets all connections produce. */
  void wake() {
    links.forEach(PeerLink::wake);
  }

  /** These gave a piece that is right. */
  void useful(Set<Object> givers) {
    for (Object giver : givers) {
      if (giver instanceof PeerLink link) {
        Wire wire = link.wire();
        if (wire != null) {
          book.trust(wire.remote().getAddress());
        }
        PeerAddress address = link.address();
        if (address != null) {
          book.useful(address);
        }
      }
    }
  }

  /** These gave a piece that is wrong: who gave all of it, or was among such before, goes. */
  void wrong(Set<Object> givers) {
    boolean alone = givers.size() == 1;
    for (Object giver : givers) {
      Wire wire = giver instanceof PeerLink link ? link.wire() : null;
      if (giver instanceof PeerLink link && wire != null) {
        book.strike(wire.remote().getAddress(), alone);
        if (alone || book.shunned(wire.remote().getAddress())) {
          sendAway(link, wire);
        }
      }
    }
  }

  private void sendAway(PeerLink link, Wire wire) {
    Wires.LOG.info("{}: {} sent wrong bytes", swarm.name(), wire.remote());
    PeerAddress address = link.address();
    if (address != null) {
      book.ban(address);
    }
    link.close("sent wrong bytes");
  }
}
