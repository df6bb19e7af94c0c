package org.annals.bench.torrent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.annals.archiver.torrent.TorrentInfo;
import org.jspecify.annotations.Nullable;

/**
 * Peers that break the rules against one seeder, each from a 127.x address of its own: one asks and
 * never reads, 50 say nothing, 10 send garbage, half of them after a good handshake. Whoever is cut
 * off comes back at once. They run on a thread of their own until closed.
 */
final class HostilePeers implements AutoCloseable {
  private static final int SILENT = 50;
  private static final int GARBAGE = 10;
  private static final int GARBAGE_BYTES = 16 << 10;
  private static final int REQUESTS = 4_096;
  private static final long TURN_NANOS = 20_000_000;
  private static final byte UNCHOKE_WISH = 2;
  private static final byte REQUEST = 6;
  private static final int BLOCK = 1 << 14;

  private final TorrentInfo info;
  private final InetSocketAddress seeder;
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Hostile> all = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private final AtomicInteger connections = new AtomicInteger();

  HostilePeers(TorrentInfo info, InetSocketAddress seeder) {
    this.info = info;
    this.seeder = seeder;
    all.add(new Hostile(0, asking(), false));
    for (int i = 0; i < SILENT; i++) {
      all.add(new Hostile(1 + i, new byte[0], false));
    }
    for (int i = 0; i < GARBAGE; i++) {
      all.add(new Hostile(1 + SILENT + i, garbage(i % 2 == 0), true));
    }
    this.thread = new Thread(this::run, "hostile");
    thread.setDaemon(true);
    thread.start();
  }

  /** How often one of them has connected. */
  int connections() {
    return connections.get();
  }

  private byte[] handshake() {
    ByteBuffer out = ByteBuffer.allocate(68);
    out.put((byte) 19).put("BitTorrent protocol".getBytes(StandardCharsets.US_ASCII)).putLong(0);
    out.put(info.infoHash().toBytes());
    return out.put("-XX0001-000000000000".getBytes(StandardCharsets.US_ASCII)).array();
  }

  private byte[] asking() {
    ByteBuffer out = ByteBuffer.allocate(68 + 5 + REQUESTS * 17);
    out.put(handshake()).putInt(1).put(UNCHOKE_WISH);
    long blocks = info.length() / BLOCK;
    for (int i = 0; i < REQUESTS; i++) {
      long at = i % blocks * BLOCK;
      out.putInt(13).put(REQUEST).putInt((int) (at / info.pieceLength()));
      out.putInt((int) (at % info.pieceLength())).putInt(BLOCK);
    }
    return out.array();
  }

  private byte[] garbage(boolean greeted) {
    byte[] noise = new byte[GARBAGE_BYTES];
    random.nextBytes(noise);
    byte[] start = greeted ? handshake() : new byte[0];
    return ByteBuffer.allocate(start.length + noise.length).put(start).put(noise).array();
  }

  private void run() {
    while (!closed) {
      all.forEach(Hostile::turn);
      LockSupport.parkNanos(TURN_NANOS);
    }
    all.forEach(Hostile::end);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of them. Confined to the thread. */
  private final class Hostile {
    private final int number;
    private final byte[] says;
    private final boolean reads;
    private final ByteBuffer sink = ByteBuffer.allocate(1 << 12);
    private ByteBuffer left = ByteBuffer.allocate(0);
    private @Nullable SocketChannel channel;

    Hostile(int number, byte[] says, boolean reads) {
      this.number = number;
      this.says = says;
      this.reads = reads;
    }

    void turn() {
      try {
        SocketChannel open = channel == null ? connect() : channel;
        if (open.finishConnect()) {
          open.write(left);
          boolean mayRead = reads || says.length == 0;
          if (mayRead && open.read(sink.clear()) < 0) {
            end();
          }
        }
      } catch (IOException e) {
        // Cut off, as it should be: the next turn connects again.
        end();
      }
    }

    private SocketChannel connect() throws IOException {
      SocketChannel fresh = SocketChannel.open();
      channel = fresh;
      fresh.setOption(StandardSocketOptions.SO_RCVBUF, 64 << 10);
      byte[] address = {127, 9, 9, (byte) (1 + number)};
      fresh.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
      fresh.configureBlocking(false);
      fresh.connect(seeder);
      left = ByteBuffer.wrap(says);
      connections.incrementAndGet();
      return fresh;
    }

    void end() {
      SocketChannel open = channel;
      channel = null;
      try {
        if (open != null) {
          open.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
