package org.annals.waku;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.annals.waku.host.Connection;
import org.annals.waku.host.Host;
import org.annals.waku.host.HostListener;
import org.annals.waku.host.peer.Multiaddr;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays connected to given addresses: dials, and dials again with growing, random pauses. A
 * connection that ends soon after it began counts as a failure, so that a peer which does not want
 * this node is not called each second. Lives on the host's loop; {@link #keep} may be called from
 * any thread.
 */
final class Redialer implements HostListener {
  private static final Logger LOG = LoggerFactory.getLogger(Redialer.class);

  private final Host host;
  private final RedialTimes times;
  private final RandomGenerator random;
  private final List<Target> targets = new ArrayList<>();
  private boolean closed;

  /** An address and how it went lately. */
  private static final class Target {
    final Multiaddr address;
    int failures;
    long connectedAt;
    @Nullable Connection connection;

    Target(Multiaddr address) {
      this.address = address;
    }
  }

  Redialer(Host host, RedialTimes times, RandomGenerator random) {
    this.host = host;
    this.times = times;
    this.random = random;
  }

  /** Stays connected to an address from now on. */
  void keep(Multiaddr address) {
    host.loop()
        .run(
            () -> {
              if (targets.stream().noneMatch(target -> target.address.equals(address))) {
                Target target = new Target(address);
                targets.add(target);
                dial(target);
              }
            });
  }

  void close() {
    host.loop().run(() -> closed = true);
  }

  @Override
  public void disconnected(Connection connection, String reason) {
    for (Target target : targets) {
      if (target.connection == connection) {
        target.connection = null;
        boolean stable = host.loop().nanoTime() - target.connectedAt >= times.stable().toNanos();
        target.failures = stable ? 0 : target.failures + 1;
        LOG.debug("lost {}: {}", target.address, reason);
        dialLater(target);
      }
    }
  }

  private void dial(Target target) {
    if (closed || target.connection != null) {
      return;
    }
    var unused =
        host.dial(target.address)
            .whenComplete(
                (connection, failure) -> {
                  if (connection != null && connection.isOpen()) {
                    target.connection = connection;
                    target.connectedAt = host.loop().nanoTime();
                  } else {
                    target.failures++;
                    LOG.debug("cannot reach {}", target.address, failure);
                    dialLater(target);
                  }
                });
  }

  private void dialLater(Target target) {
    if (!closed) {
      host.loop().schedule(times.pause(target.failures, random), () -> dial(target));
    }
  }
}
