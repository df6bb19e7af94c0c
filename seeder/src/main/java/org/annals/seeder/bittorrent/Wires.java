package org.annals.seeder.bittorrent;

import bt.metainfo.TorrentId;
import bt.net.IConnectionHandlerFactory;
import bt.net.InetPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.annals.archiver.PeerAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections: listens, dials, and keeps the bounds that no single peer may pass.
 *
 * <ul>
 *   <li>A socket that says nothing holds no thread; each address may have a few such, and a newer
 *       one takes the place of its oldest, so that honest neighbours behind one address get in.
 *   <li>Many at once are taken in portions, so that those who greet are heard before anybody has to
 *       make room; nobody has to in the first second.
 *   <li>When no connection is free, the one that has been silent longest makes room.
 *   <li>An address that was cut off again and again is turned away for a while ({@link
 *       Doorkeeper}).
 *   <li>When the process runs out of file descriptors, accepting rests for a second.
 * </ul>
 *
 * <p>Confined to the loop.
 */
final class Wires implements Loop.Ready {
  static final Logger LOG = LoggerFactory.getLogger(BitTorrentTransport.class);
  static final int OUT_SIZE = 160 * 1024;

  private static final int UNSHAKEN_PER_ADDRESS = 64;
  private static final int MOST_PER_ADDRESS = 256;
  private static final int UNSHAKEN = 512;
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MOST_DIALLED = 128;
  private static final int BACKLOG = 512;
  private static final int ACCEPTS_A_TURN = 64;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_COMPUTING = 64;

  private final Loop loop;
  private final BitTorrentSettings settings;
  private final ServerSocketChannel server;
  private final Wire.Side front;
  private final IConnectionHandlerFactory handlers;
  private final Codec.Maker codecs;
  private final BufferPool blocks = new BufferPool(Block.SIZE, 2_048);
  private final BufferPool outs = new BufferPool(OUT_SIZE, 128);
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(256 * 1024);
  private final Set<Wire> opened = new LinkedHashSet<>();
  private final Set<Wire> unshaken = new LinkedHashSet<>();
  private final Doorkeeper doorkeeper = new Doorkeeper();
  private final Torrents torrents;
  private final RandomGenerator random;
  private final ThreadPoolExecutor computing;
  private SelectionKey acceptKey;
  private long acceptAgain;

  Wires(
      Loop loop,
      BitTorrentSettings settings,
      ServerSocketChannel server,
      Wire.Side front,
      BtParts parts,
      RandomGenerator random) {
    this.loop = loop;
    this.settings = settings;
    this.server = server;
    this.front = front;
    this.handlers = parts.handlers();
    this.codecs = parts.codecs();
    this.torrents = parts.torrents();
    this.random = random;
    this.computing =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_COMPUTING),
            task -> {
              Thread thread = new Thread(task, "torrent-keys");
              thread.setDaemon(true);
              return thread;
            });
    computing.allowCoreThreadTimeOut(true);
    try {
      server.configureBlocking(false);
      this.acceptKey = loop.register(server, SelectionKey.OP_ACCEPT, this);
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen", e);
    }
    this.acceptAgain = loop.now();
    loop.onTick(this::tick);
  }

  static ServerSocketChannel listen(InetAddress address, int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(new InetSocketAddress(address, port), BACKLOG);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  Loop loop() {
    return loop;
  }

  long now() {
    return loop.now();
  }

  IConnectionHandlerFactory handlers() {
    return handlers;
  }

  Codec.Maker codecs() {
    return codecs;
  }

  BufferPool blocks() {
    return blocks;
  }

  BufferPool outs() {
    return outs;
  }

  ByteBuffer readBuffer() {
    return readBuffer;
  }

  RandomGenerator random() {
    return random;
  }

  /** The files that connections may be about. */
  Collection<TorrentId> files() {
    return torrents.getTorrentIds();
  }

  /** Computes on another thread and hands the result to the loop; closes the wire when too much. */
  <T> void compute(Supplier<T> work, Consumer<T> then, Wire wire) {
    try {
      computing.execute(
          () -> {
            T result = work.get();
            loop.execute(() -> then.accept(result));
          });
    } catch (RejectedExecutionException e) {
      wire.close("too many encrypted handshakes at once");
    }
  }

  int unshakenCount() {
    return unshaken.size();
  }

  // ---- incoming

  @Override
  public void ready(SelectionKey key) throws IOException {
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
      if (crowded()) {
        // The others wait in the kernel; one that greets, or the next tick, lets them in.
        acceptKey.interestOps(0);
        return;
      }
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      try {
        InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
        if (doorkeeper.turnsAway(remote.getAddress(), now())) {
          turnAway(channel);
          continue;
        }
        prepare(channel);
        Wire wire = new Wire(this, channel, InetPeer.build(remote.getAddress()), remote, front);
        if (!makeRoom(remote.getAddress())) {
          wire.close("no connection is free");
          continue;
        }
        wire.register(SelectionKey.OP_READ);
        unshaken.add(wire);
      } catch (IOException e) {
        LOG.debug("an incoming connection was lost at once", e);
        channel.close();
      }
    }
  }

  /** Whether all places of silent connections are taken by young ones. */
  private boolean crowded() {
    return unshaken.size() >= UNSHAKEN
        && now() - unshaken.iterator().next().started() < PATIENCE_NANOS;
  }

  @Override
  public void failed(Exception cause) {
    LOG.warn("cannot accept connections for now: {}", cause.toString());
    acceptAgain = now() + TimeUnit.SECONDS.toNanos(1);
    if (acceptKey.isValid()) {
      acceptKey.interestOps(0);
    }
  }

  private static void prepare(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Closes so that the kernel keeps nothing of the connection. */
  private static void turnAway(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /** An incoming connection is cut off for what it did. */
  void offence(Wire wire, String reason) {
    InetAddress address = wire.remote().getAddress();
    long away = doorkeeper.offence(address, now());
    if (away > 0 && LOG.isDebugEnabled()) {
      LOG.debug(
          "{} is turned away for {} s: {}", address, TimeUnit.NANOSECONDS.toSeconds(away), reason);
    }
  }

  private boolean makeRoom(InetAddress address) {
    Wire oldest = null;
    int fromAddress = 0;
    for (Wire wire : unshaken) {
      if (wire.incoming() && wire.remote().getAddress().equals(address)) {
        fromAddress++;
        oldest = oldest == null ? wire : oldest;
      }
    }
    // A burst of honest connections is younger than the grace: many files of one newcomer.
    if (oldest != null
        && fromAddress >= UNSHAKEN_PER_ADDRESS
        && now() - oldest.started() > GRACE_NANOS) {
      oldest.close("too many silent connections from its address");
    } else if (fromAddress >= MOST_PER_ADDRESS) {
      return false;
    } else if (unshaken.size() >= UNSHAKEN && !dropSilent()) {
      return false;
    }
    return opened.size() + unshaken.size() < settings.maxConnections()
        || dropSilent()
        || dropIdlest();
  }

  private boolean dropSilent() {
    for (Wire wire : unshaken) {
      if (wire.incoming() && now() - wire.started() > GRACE_NANOS) {
        wire.close("silent, and no connection is free");
        return true;
      }
    }
    return false;
  }

  private boolean dropIdlest() {
    Wire idlest = null;
    for (Wire wire : opened) {
      if (idlest == null || wire.lastRead() - idlest.lastRead() < 0) {
        idlest = wire;
      }
    }
    if (idlest == null || now() - idlest.lastRead() < IDLE_NANOS) {
      return false;
    }
    idlest.close("made room for another");
    return true;
  }

  // ---- outgoing

  /** Whether one more may be dialled now; silent incoming connections do not count. */
  boolean mayDial() {
    long dialled = unshaken.stream().filter(wire -> !wire.incoming()).count();
    return dialled < MOST_DIALLED && opened.size() + dialled < settings.maxConnections();
  }

  /** Dials; what becomes of it is told to the side. */
  void dial(PeerAddress address, TorrentId torrent, Wire.Side side) {
    InetSocketAddress remote = new InetSocketAddress(address.address(), address.port());
    SocketChannel channel = null;
    Wire wire = null;
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (address.address().getClass() == settings.bindAddress().getClass()) {
        channel.bind(new InetSocketAddress(settings.bindAddress(), 0));
      }
      wire =
          new Wire(this, channel, InetPeer.build(address.address(), address.port()), remote, side);
      wire.setTorrentId(torrent);
      unshaken.add(wire);
      boolean connected = channel.connect(remote);
      wire.register(SelectionKey.OP_CONNECT);
      if (connected) {
        LOG.trace("connected to {} at once", address);
      }
    } catch (IOException e) {
      if (wire != null) {
        wire.failed(e);
      } else {
        closeQuietly(channel);
        side.closed(null, String.valueOf(e.getMessage()));
      }
    }
  }

  private static void closeQuietly(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("closing a socket failed", e);
    }
  }

  // ---- life of a connection

  void opened(Wire wire) {
    unshaken.remove(wire);
    opened.add(wire);
    acceptWhenRested();
  }

  void closed(Wire wire) {
    unshaken.remove(wire);
    opened.remove(wire);
  }

  private void acceptWhenRested() {
    if (acceptKey.isValid() && acceptKey.interestOps() == 0 && now() - acceptAgain >= 0) {
      acceptKey.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private boolean tick() {
    long now = now();
    for (Wire wire : new ArrayList<>(unshaken)) {
      wire.tick(now, settings.limits());
    }
    for (Wire wire : new ArrayList<>(opened)) {
      wire.tick(now, settings.limits());
    }
    acceptWhenRested();
    return !unshaken.isEmpty() || (acceptKey.isValid() && acceptKey.interestOps() == 0);
  }

  void close() {
    computing.shutdown();
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("closing the listening socket failed", e);
    }
    Set<Wire> all = new LinkedHashSet<>(unshaken);
    all.addAll(opened);
    for (Iterator<Wire> wires = all.iterator(); wires.hasNext(); ) {
      wires.next().close("this node stops");
    }
  }
}
