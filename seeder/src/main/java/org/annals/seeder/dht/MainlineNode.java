package org.annals.seeder.dht;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import lbms.plugins.mldht.kad.DHT;
import lbms.plugins.mldht.kad.PeerAddressDBItem;
import lbms.plugins.mldht.kad.tasks.PeerLookupTask;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of the Mainline DHT, on mldht. It keeps nothing on disk: its id is drawn anew at each
 * start. A key is due at once when it is new; mldht queues lookups, a few run at a time.
 */
public final class MainlineNode implements DistributedHashTable {
  private static final Logger log = LoggerFactory.getLogger(MainlineNode.class);
  private static final int THREADS = 2;
  private static final long PATIENCE_MILLIS = 300;

  /** Of one lookup: strangers may announce whom they like. */
  private static final int MOST_FOUND = 50;

  static {
    // mldht prints to the standard output otherwise.
    DHT.setLogger(new MainlineLog());
  }

  private final MainlineSettings settings;
  private final LongSupplier ticker;
  private final ThreadFactory threads;
  private final ScheduledThreadPoolExecutor scheduler;
  private final DHT dht;
  private final Map<InfoHash, Key> keys = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private long nextBootstrap;

  private MainlineNode(MainlineSettings settings, LongSupplier ticker, ThreadFactory threads) {
    this.settings = settings;
    this.ticker = ticker;
    this.threads = threads;
    this.scheduler = new ScheduledThreadPoolExecutor(THREADS, threads);
    this.scheduler.setRemoveOnCancelPolicy(true);
    // While it ends, mldht still hands over what is to be done next.
    this.scheduler.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    boolean ipv6 = settings.listen() instanceof Inet6Address;
    this.dht = new DHT(ipv6 ? DHT.DHTtype.IPV6_DHT : DHT.DHTtype.IPV4_DHT);
    this.dht.setScheduler(scheduler);
    this.nextBootstrap = ticker.getAsLong();
  }

  /**
   * Takes part. Returns before anybody was met; a UDP port that is taken is tried again every ten
   * seconds.
   *
   * @param ticker monotonic, nanoseconds
   * @throws SocketException when the machine has no network at all
   */
  public static MainlineNode open(
      MainlineSettings settings, LongSupplier ticker, ThreadFactory threads)
      throws SocketException {
    MainlineNode node = new MainlineNode(settings, ticker, threads);
    node.dht.start(new MainlineConfiguration(settings));
    long every = settings.pace().look().toMillis();
    var unused =
        node.scheduler.scheduleWithFixedDelay(node::look, every, every, TimeUnit.MILLISECONDS);
    return node;
  }

  @Override
  public void announce(Map<InfoHash, Consumer<PeerAddress>> wanted) {
    keys.keySet().retainAll(wanted.keySet());
    wanted.forEach(
        (hash, found) ->
            keys.merge(
                hash,
                new Key(found, ticker.getAsLong(), false),
                (old, fresh) -> new Key(found, old.due, old.running)));
  }

  /** Gets to know a node that a peer has named. Returns at once. */
  public void meet(InetSocketAddress node) {
    scheduler.execute(
        () -> {
          try {
            dht.addDHTNode(node.getAddress().getHostAddress(), node.getPort());
          } catch (RuntimeException e) {
            if (!closed.get()) {
              log.error("a node of the DHT cannot be asked", e);
            }
          }
        });
  }

  /** A key; {@code due} in nanoseconds of the ticker, meaningless while a lookup is running. */
  private record Key(Consumer<PeerAddress> found, long due, boolean running) {}

  private void look() {
    try {
      if (closed.get()) {
        return;
      }
      long now = ticker.getAsLong();
      if (dht.getNode().getNumEntriesInRoutingTable() == 0 && now - nextBootstrap >= 0) {
        nextBootstrap = now + settings.pace().retry().toNanos();
        // Looking up a name may take many seconds, which neither a lookup nor our end should wait
        // for.
        threads.newThread(this::meetBootstrapNodes).start();
      }
      keys.forEach(
          (hash, key) -> {
            if (!key.running && now - key.due >= 0) {
              lookUp(hash);
            }
          });
    } catch (RuntimeException e) {
      // Thrown further it would end all rounds to come; while closing, mldht's parts are gone.
      if (!closed.get()) {
        log.error("looking up in the DHT failed", e);
      }
    }
  }

  private void meetBootstrapNodes() {
    try {
      for (InetSocketAddress each : settings.bootstrap()) {
        dht.addDHTNode(each.getHostString(), each.getPort());
      }
    } catch (RuntimeException e) {
      if (!closed.get()) {
        log.error("the bootstrap nodes of the DHT cannot be asked", e);
      }
    }
  }

  private void lookUp(InfoHash hash) {
    PeerLookupTask lookup = dht.createPeerLookup(hash.toBytes());
    if (lookup == null) {
      return; // Nobody has been heard yet; due again at the next look.
    }
    keys.computeIfPresent(hash, (h, key) -> new Key(key.found, key.due, true));
    AtomicInteger count = new AtomicInteger();
    lookup.setResultHandler(
        (node, item) -> {
          if (count.incrementAndGet() <= MOST_FOUND) {
            found(hash, item);
          }
        });
    lookup.addListener(task -> ended(hash, lookup));
    dht.getTaskManager().addTask(lookup);
  }

  private void found(InfoHash hash, PeerAddressDBItem item) {
    Key key = keys.get(hash);
    if (key != null && item.getPort() > 0) {
      key.found.accept(new PeerAddress(item.getInetAddress(), item.getPort()));
    }
  }

  private void ended(InfoHash hash, PeerLookupTask lookup) {
    boolean answered = !lookup.getAnnounceCanidates().isEmpty();
    MainlineSettings.Pace pace = settings.pace();
    long due = ticker.getAsLong() + (answered ? pace.again() : pace.retry()).toNanos();
    Key key = keys.computeIfPresent(hash, (h, old) -> new Key(old.found, due, false));
    if (key != null && answered) {
      dht.announce(lookup, false, settings.port());
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      keys.clear();
      // First its threads: mldht ends its lookups without care for one that is just beginning.
      scheduler.shutdownNow();
      try {
        if (!scheduler.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
          log.debug("a thread of the DHT does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      dht.stop();
    }
  }
}
