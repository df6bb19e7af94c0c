package org.annals.waku.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.annals.waku.host.peer.HostKey;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.host.peer.PeerId;

/** A real host on loopback for tests, which records what its listener hears. */
public final class TestHost implements AutoCloseable {
  /** Patience with what must happen, in seconds. */
  public static final int PATIENCE = 20;

  private static final Multiaddr LOOPBACK = Multiaddr.of("/ip4/127.0.0.1/tcp/0");

  /** The host. */
  public final Host host;

  /** Connections in the order they came up. */
  public final BlockingQueue<Connection> connected = new LinkedBlockingQueue<>();

  /** Connections in the order identify came for them. */
  public final BlockingQueue<Connection> identified = new LinkedBlockingQueue<>();

  /** Reasons of ended connections. */
  public final BlockingQueue<String> disconnected = new LinkedBlockingQueue<>();

  private TestHost(Host host) {
    this.host = host;
    host.addListener(
        new HostListener() {
          @Override
          public void connected(Connection connection) {
            connected.add(connection);
          }

          @Override
          public void identified(Connection connection, PeerInfo info) {
            identified.add(connection);
          }

          @Override
          public void disconnected(Connection connection, String reason) {
            disconnected.add(reason);
          }
        });
  }

  /** A listening host with a secp256k1 key of that number. */
  public static TestHost start(int keyNumber) {
    return start(keyNumber, HostOptions.listeningOn(LOOPBACK));
  }

  /** The same with other options. */
  public static TestHost start(int keyNumber, HostOptions options) {
    TestHost made = create(secp256k1(keyNumber), options);
    made.listen();
    return made;
  }

  /** A host that does not listen yet, so that protocols can be mounted first. */
  public static TestHost create(HostKey key, HostOptions options) {
    try {
      return new TestHost(Libp2pHost.create(key, options, surroundings()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options of a listening host. */
  public static HostOptions onLoopback() {
    return HostOptions.listeningOn(LOOPBACK);
  }

  /** A fixed secp256k1 identity. */
  public static HostKey secp256k1(int number) {
    byte[] scalar = new byte[32];
    scalar[30] = (byte) (number >> 8);
    scalar[31] = (byte) number;
    return HostKey.secp256k1(PrivateKey.of(scalar), Secp256k1.fastest());
  }

  /** What a host takes from outside. */
  public static HostSurroundings surroundings() {
    return new HostSurroundings(
        Secp256k1.fastest(),
        new SecureRandom(),
        System::nanoTime,
        task -> {
          Thread thread = new Thread(task, "test-resolver");
          thread.setDaemon(true);
          thread.start();
        },
        task -> {
          Thread thread = new Thread(task, "test-host");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Begins to listen. */
  public void listen() {
    try {
      host.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The id. */
  public PeerId id() {
    return host.peerId();
  }

  /** The address to dial, with the id. */
  public Multiaddr address() {
    return host.listenAddresses().get(0).withPeer(id());
  }

  /** Where it listens. */
  public int port() {
    return host.listenAddresses().get(0).tcpTarget().orElseThrow().port();
  }

  /** Connects to another host and waits until it is up here. */
  public Connection connect(TestHost other) {
    return get(host.dial(other.address()));
  }

  /** Opens a stream and waits for it. */
  public Stream open(PeerId peer, String protocol) {
    return get(host.newStream(peer, protocol));
  }

  /** Waits for a future. */
  public static <T> T get(Future<T> future) {
    try {
      return future.get(PATIENCE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a failure and gives its reason. */
  public static HostException.Reason failure(CompletableFuture<?> future) {
    try {
      Object value = future.get(PATIENCE, TimeUnit.SECONDS);
      throw new AssertionError("succeeded: " + value);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HostException cause) {
        return cause.reason();
      }
      throw new AssertionError(e);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for the next of a queue. */
  public static <T> T next(BlockingQueue<T> queue) {
    try {
      T value = queue.poll(PATIENCE, TimeUnit.SECONDS);
      if (value == null) {
        throw new AssertionError("nothing came");
      }
      return value;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Runs on the host's loop and waits. */
  public void onLoop(Runnable task) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    host.loop()
        .run(
            () -> {
              task.run();
              done.complete(true);
            });
    get(done);
  }

  @Override
  public void close() {
    host.close();
  }
}
