package org.annals.waku.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one connection: pings it now and then, as Waku nodes do, and closes it when nothing at
 * all comes back, or when it takes nothing. On the loop.
 */
final class Liveness {
  private static final Logger LOG = LoggerFactory.getLogger(Liveness.class);

  private final PeerConnection connection;
  private final Ping ping;
  private final HostTimes times;
  private long lastPing;
  private long receivedBefore;
  private boolean waiting;

  Liveness(PeerConnection connection, Ping ping, HostTimes times, long now) {
    this.connection = connection;
    this.ping = ping;
    this.times = times;
    this.lastPing = now;
  }

  /** Looks after the connection; to be called several times within every wait. */
  void check(long now) {
    if (connection.socket().stalledNanos() > times.writeProgress().toNanos()) {
      connection.close("the peer does not read what it is sent");
    } else if (waiting && connection.socket().received() > receivedBefore) {
      waiting = false;
    } else if (waiting && now - lastPing > times.answer().toNanos()) {
      connection.close("the peer gives no sign of life");
    } else if (!waiting && now - lastPing >= times.keepalive().toNanos()) {
      send(now);
    }
  }

  private void send(long now) {
    lastPing = now;
    receivedBefore = connection.socket().received();
    waiting = true;
    boolean known =
        connection.info().map(info -> info.protocols().contains(Ping.PROTOCOL)).orElse(false);
    if (!known) {
      connection.yamuxPing();
      return;
    }
    var unused =
        ping.ask(connection)
            .whenComplete(
                (time, failure) -> {
                  if (failure != null) {
                    LOG.debug("keepalive of {}: {}", connection.remotePeer(), failure.getMessage());
                  }
                });
  }
}
