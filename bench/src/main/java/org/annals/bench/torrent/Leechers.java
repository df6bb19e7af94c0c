package org.annals.bench.torrent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.annals.archiver.torrent.TorrentInfo;

/**
 * Leechers that discard what they get, each from a 127.x address of its own, all on the calling
 * thread. Confined to one thread.
 */
final class Leechers implements AutoCloseable {
  private static final int BUFFER = 1 << 18;

  private final Selector selector;
  private final List<Leecher> leechers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final long started = System.nanoTime();
  private final Map<String, Integer> cutOff = new TreeMap<>();
  private int served;
  private long bytes;
  private OptionalDouble allServed = OptionalDouble.empty();

  /** Connects them all at once. */
  Leechers(TorrentInfo info, InetSocketAddress seeder, int count, int pipeline) throws IOException {
    this.selector = Selector.open();
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(address(i)), 0));
      channel.configureBlocking(false);
      boolean connected = channel.connect(seeder);
      Leecher leecher = new Leecher(info, i, pipeline);
      leechers.add(leecher);
      channel.register(
          selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, leecher);
      if (connected) {
        leecher.write(channel);
      }
    }
  }

  private static byte[] address(int number) {
    return new byte[] {127, (byte) (10 + number / 250), 7, (byte) (1 + number % 250)};
  }

  /**
   * Lets them run.
   *
   * @return bytes received meanwhile, protocol included
   */
  long run(double seconds) throws IOException {
    long before = bytes;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long left;
    while ((left = end - System.nanoTime()) > 0) {
      selector.select(key -> turn(key), Math.max(1, left / 1_000_000));
    }
    return bytes - before;
  }

  /** Runs until each has got a block, at most so long. */
  void runUntilAllServed(double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (allServed.isEmpty() && System.nanoTime() < end) {
      selector.select(key -> turn(key), 10);
    }
  }

  /** Seconds from the first connection until each had its first block, when all had one. */
  OptionalDouble allServedSeconds() {
    return allServed;
  }

  /** How many have got a block. */
  int served() {
    return served;
  }

  private void turn(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    Leecher leecher = (Leecher) key.attachment();
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        key.interestOps(SelectionKey.OP_READ);
        leecher.write(channel);
      } else if (key.isReadable()) {
        read(channel, leecher);
      }
    } catch (IOException e) {
      key.cancel();
      cutOff.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
      closeQuietly(channel);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connections that ended before this did, by cause. */
  Map<String, Integer> cutOff() {
    return cutOff;
  }

  private void read(SocketChannel channel, Leecher leecher) throws IOException {
    buffer.clear();
    int read = channel.read(buffer);
    if (read < 0) {
      throw new IOException("the seeder closed a connection");
    }
    bytes += read;
    long before = leecher.blocks;
    leecher.received(buffer.flip(), channel);
    if (before == 0 && leecher.blocks > 0 && ++served == leechers.size()) {
      allServed = OptionalDouble.of((System.nanoTime() - started) / 1e9);
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
