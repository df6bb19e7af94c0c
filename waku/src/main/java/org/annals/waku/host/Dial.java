package org.annals.waku.host;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.annals.waku.host.HostException.Reason;
import org.annals.waku.host.loop.Loop;
import org.annals.waku.host.loop.TcpConnect;
import org.annals.waku.host.loop.TcpSocket;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.host.peer.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * One dial: resolves the name, then tries at most four addresses, each up to a connection that is
 * authenticated and multiplexed. On the loop.
 */
final class Dial implements TcpConnect.Listener, Upgrade.Result {
  private static final int MAX_ADDRESSES = 4;

  private final HostContext context;
  private final Multiaddr address;
  private final Multiaddr.TcpTarget target;
  private final Starter starter;
  private final CompletableFuture<Connection> result = new CompletableFuture<>();
  private final ArrayDeque<InetAddress> candidates = new ArrayDeque<>();
  private HostException last = new HostException(Reason.UNREACHABLE, "no address to dial");
  private @Nullable TcpConnect connecting;
  private @Nullable Upgrade upgrade;
  private Loop.@Nullable Timer deadline;

  Dial(HostContext context, Multiaddr address, Multiaddr.TcpTarget target, Starter starter) {
    this.context = context;
    this.address = address;
    this.target = target;
    this.starter = starter;
  }

  CompletableFuture<Connection> result() {
    return result;
  }

  /** Begins. */
  void start() {
    if (!target.isName()) {
      resolved(lookUp());
      return;
    }
    Loop.Timer patience =
        context
            .loop()
            .schedule(
                context.times().upgrade(),
                () -> finish(new HostException(Reason.TIMEOUT, "name resolution is too slow")));
    deadline = patience;
    try {
      context
          .surroundings()
          .resolver()
          .execute(
              () -> {
                List<InetAddress> found = lookUp();
                context.loop().execute(() -> resolved(found));
              });
    } catch (RejectedExecutionException e) {
      finish(new HostException(Reason.CLOSED, "name resolution has ended", e));
    }
  }

  /** Gives up. */
  void cancel(String reason) {
    candidates.clear();
    stopAttempt(reason);
    finish(new HostException(Reason.CLOSED, reason));
  }

  private List<InetAddress> lookUp() {
    try {
      return Arrays.stream(InetAddress.getAllByName(target.host()))
          .filter(this::fits)
          .limit(MAX_ADDRESSES)
          .toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private boolean fits(InetAddress candidate) {
    return switch (target.family()) {
      case ANY -> true;
      case IP4 -> candidate instanceof Inet4Address;
      // A literal IPv4-mapped address becomes an Inet4Address, and is reachable as such.
      case IP6 -> !target.isName() || candidate instanceof Inet6Address;
    };
  }

  private void resolved(List<InetAddress> found) {
    stopWaiting();
    if (!result.isDone()) {
      candidates.addAll(found);
      next();
    }
  }

  private void next() {
    InetAddress candidate = candidates.poll();
    if (candidate == null) {
      finish(last);
      return;
    }
    deadline =
        context
            .loop()
            .schedule(
                context.times().upgrade(),
                () -> {
                  stopAttempt("timeout");
                  failedWith(new HostException(Reason.TIMEOUT, "nobody answers at " + address));
                });
    try {
      connecting =
          TcpConnect.start(context.loop(), new InetSocketAddress(candidate, target.port()), this);
    } catch (IOException e) {
      failedWith(new HostException(Reason.UNREACHABLE, "cannot dial " + address, e));
    }
  }

  @Override
  public void connected(SocketChannel channel) {
    stopWaiting();
    connecting = null;
    try {
      upgrade = Upgrade.start(context, channel, true, address.peer(), this);
    } catch (IOException e) {
      failedWith(new HostException(Reason.UNREACHABLE, "the connection broke at once", e));
    }
  }

  @Override
  public void failed(String reason) {
    failedWith(new HostException(Reason.UNREACHABLE, "cannot reach " + address + ": " + reason));
  }

  @Override
  public PeerConnection upgraded(TcpSocket socket, SecureChannel channel, PeerId peer) {
    upgrade = null;
    PeerConnection connection = starter.start(socket, channel, peer);
    starter.done(true);
    result.complete(connection);
    return connection;
  }

  @Override
  public void failed(HostException cause) {
    upgrade = null;
    failedWith(cause);
  }

  private void failedWith(HostException cause) {
    stopWaiting();
    last = cause;
    if (!result.isDone()) {
      next();
    }
  }

  private void stopAttempt(String reason) {
    stopWaiting();
    Optional.ofNullable(upgrade).ifPresent(u -> u.cancel(reason));
    TcpConnect attempt = connecting;
    connecting = null;
    if (attempt != null) {
      try {
        attempt.cancel();
      } catch (IOException e) {
        last = new HostException(Reason.UNREACHABLE, "a socket did not close", e);
      }
    }
  }

  private void stopWaiting() {
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }

  private void finish(HostException failure) {
    stopWaiting();
    if (!result.isDone()) {
      starter.done(false);
      result.completeExceptionally(failure);
    }
  }

  /** Makes a connection of a finished upgrade, and keeps the books. */
  interface Starter {
    PeerConnection start(TcpSocket socket, SecureChannel channel, PeerId peer);

    /** The dial is over; the result is told right after. */
    void done(boolean connected);
  }
}
