package org.annals.waku;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.annals.waku.host.HostLimits;
import org.annals.waku.host.HostOptions;
import org.annals.waku.host.HostSurroundings;
import org.annals.waku.host.Libp2pHost;
import org.annals.waku.host.peer.HostKey;
import org.annals.waku.host.peer.Multiaddr;

/** Real nodes on 127.0.0.1; closing the lab closes them. */
public final class WakuLab implements AutoCloseable {
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final long PATIENCE_SECONDS = 30;

  private final List<WakuNode> nodes = new ArrayList<>();
  private final ExecutorService callbacks =
      Executors.newSingleThreadExecutor(task -> daemon(task, "waku-lab-callbacks"));
  private long seed = 1;

  /** A node with a fresh key on a free port, the default shard, no peers. */
  public WakuNode start() throws IOException {
    return start(quick(WakuOptions.withPeers()));
  }

  /** A node that is set up otherwise. */
  public WakuNode start(WakuOptions options) throws IOException {
    return start(options, Clock.systemUTC());
  }

  /** A node with another clock. */
  public WakuNode start(WakuOptions options, Clock clock) throws IOException {
    WakuNode node =
        WakuNode.start(
            host(), options, new WakuSurroundings(clock, new SplittableRandom(seed++), callbacks));
    nodes.add(node);
    return node;
  }

  /** A host that is not started. */
  public Libp2pHost host() throws IOException {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    HostOptions options =
        HostOptions.listeningOn(Multiaddr.of("/ip4/127.0.0.1/tcp/0"))
            .with(HostLimits.defaults().withConnections(64, 64));
    return Libp2pHost.create(
        HostKey.secp256k1(PrivateKey.of(secret), CURVE),
        options,
        new HostSurroundings(
            CURVE,
            new SecureRandom(),
            System::nanoTime,
            Runnable::run,
            task -> daemon(task, "host")));
  }

  /** Redials quickly, as tests want it. */
  public static WakuOptions quick(WakuOptions options) {
    return options.with(
        new RedialTimes(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }

  /** Connects two nodes and waits until each knows that the other subscribes. */
  public static void connect(WakuNode dialer, WakuNode listener) throws Exception {
    get(dialer.dial(listener.listenAddresses().get(0)));
    await(
        () ->
            get(dialer.subscribers()).contains(listener.peerId())
                && get(listener.subscribers()).contains(dialer.peerId()));
  }

  /** Waits for a future. */
  public static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Waits until a condition holds. */
  public static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + PATIENCE_SECONDS + " s");
      }
      Thread.sleep(5);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    nodes.forEach(WakuNode::close);
    callbacks.shutdownNow();
  }
}
