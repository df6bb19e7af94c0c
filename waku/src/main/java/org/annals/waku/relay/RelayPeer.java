package org.annals.waku.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import org.annals.waku.gossipsub.Rpc;
import org.annals.waku.host.Stream;
import org.annals.waku.host.loop.Loop;
import org.annals.waku.host.peer.PeerId;
import org.jspecify.annotations.Nullable;

/** The relay streams of one peer. Belongs to the host's loop. */
final class RelayPeer {
  /** RPCs that may wait for the outgoing stream, which takes a round trip to open. */
  private static final int MAX_WAITING = 64;

  final PeerId id;
  private final Deque<Rpc> waiting = new ArrayDeque<>();

  Outgoing state = Outgoing.NONE;
  @Nullable Stream outgoing;
  @Nullable Stream incoming;

  /** Opens the outgoing stream again. */
  Loop.@Nullable Timer reopen;

  /** Gives up the connection when no other incoming stream comes. */
  Loop.@Nullable Timer grace;

  /** When the outgoing stream was last lost; a second loss soon after is final. */
  @Nullable Long reopenedAt;

  /** The outgoing stream's life. */
  enum Outgoing {
    /** Never tried. */
    NONE,
    /** Being opened. */
    OPENING,
    /** In use. */
    OPEN,
    /** Reset; to be opened again. */
    PAUSED,
    /** The peer does not want it. */
    REFUSED
  }

  RelayPeer(PeerId id) {
    this.id = id;
  }

  /** Keeps an RPC until the stream is there; false when too many wait. */
  boolean hold(Rpc rpc) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(rpc);
    return true;
  }

  /** The RPC that waits longest. */
  @Nullable Rpc next() {
    return waiting.poll();
  }

  void forgetGrace() {
    if (grace != null) {
      grace.cancel();
      grace = null;
    }
  }

  void forgetTimers() {
    forgetGrace();
    if (reopen != null) {
      reopen.cancel();
      reopen = null;
    }
  }
}
