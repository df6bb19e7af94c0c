package org.annals.bench.node;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.annals.archiver.InfoHash;

/**
 * Asks a node for many torrents until each has been answered: with a handshake and a first message
 * that says which pieces it has (BEP 3). Confined to one thread.
 */
final class Prober {
  private static final int THREADS = 4;
  private static final int BITFIELD = 5;
  private static final long PAUSE_MILLIS = 5;

  private final InetSocketAddress node;
  private final Queue<InfoHash> open;
  private final AtomicInteger missing;
  private final AtomicInteger number = new AtomicInteger();

  Prober(InetSocketAddress node, Iterable<InfoHash> wanted) {
    this.node = node;
    this.open = new ConcurrentLinkedQueue<>();
    wanted.forEach(open::add);
    this.missing = new AtomicInteger(open.size());
  }

  /**
   * Asks until all are answered.
   *
   * @return how many were not, within the time
   */
  int ask(double seconds) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int i = 0; i < THREADS; i++) {
      threads.execute(() -> work(end));
    }
    threads.shutdown();
    if (!threads.awaitTermination((long) seconds + 30, TimeUnit.SECONDS)) {
      threads.shutdownNow();
    }
    return missing.get();
  }

  private void work(long end) {
    try {
      while (missing.get() > 0 && System.nanoTime() < end) {
        InfoHash wanted = open.poll();
        if (wanted == null) {
          return;
        }
        if (isAnswered(wanted)) {
          missing.decrementAndGet();
        } else {
          open.add(wanted);
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAnswered(InfoHash wanted) {
    int i = number.getAndIncrement();
    byte[] from = {127, (byte) (10 + i / 250 % 200), 9, (byte) (1 + i % 250)};
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      socket.setSoTimeout(2_000);
      socket.setTcpNoDelay(true);
      socket.connect(node, 2_000);
      byte[] handshake = new byte[68];
      handshake[0] = 19;
      byte[] protocol = "BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(protocol, 0, handshake, 1, protocol.length);
      System.arraycopy(wanted.toBytes(), 0, handshake, 28, InfoHash.LENGTH);
      byte[] id = "-BE0001-%012d".formatted(i).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(id, 0, handshake, 48, id.length);
      socket.getOutputStream().write(handshake);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readFully(new byte[68]);
      // Ours greets with its extensions first.
      for (int message = 0; message < 3; message++) {
        int length = in.readInt();
        if (in.readByte() == BITFIELD) {
          return true;
        }
        in.skipNBytes(length - 1L);
      }
      return false;
    } catch (IOException e) {
      // Not there yet: asked again.
      return false;
    }
  }
}
