package org.annals.waku.host.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening TCP socket on a loop. */
public final class TcpListener implements EventLoop.ChannelHandler {
  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
  private static final int BACKLOG = 128;
  private static final int MAX_ACCEPTS_PER_TURN = 32;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final Consumer<SocketChannel> accepted;
  private @Nullable SelectionKey key;

  private TcpListener(
      EventLoop loop, ServerSocketChannel channel, Consumer<SocketChannel> accepted) {
    this.loop = loop;
    this.channel = channel;
    this.accepted = accepted;
  }

  /**
   * Binds at once and accepts once the loop runs. An IPv6 wildcard takes IPv4 as well.
   *
   * @throws IOException when the address cannot be bound
   */
  public static TcpListener bind(
      EventLoop loop, InetSocketAddress address, Consumer<SocketChannel> accepted)
      throws IOException {
    ProtocolFamily family =
        address.getAddress().getAddress().length == 4
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    ServerSocketChannel channel = ServerSocketChannel.open(family);
    TcpListener listener = new TcpListener(loop, channel, accepted);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, BACKLOG);
      listener.key = loop.register(channel, SelectionKey.OP_ACCEPT, listener);
      return listener;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * The bound address with its real port.
   *
   * @throws IOException when it is closed
   */
  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /** Stops to listen. */
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public void ready(int operations) {
    for (int i = 0; i < MAX_ACCEPTS_PER_TURN; i++) {
      try {
        SocketChannel next = channel.accept();
        if (next == null) {
          return;
        }
        accepted.accept(next);
      } catch (IOException e) {
        // Mostly: no file descriptors left. Trying again at once would only burn the processor.
        LOG.warn("cannot accept connections for now: {}", e.getMessage());
        pause();
        return;
      }
    }
  }

  @Override
  public void failed(String reason) {
    pause();
  }

  private void pause() {
    listening(false);
    loop.schedule(PAUSE, () -> listening(true));
  }

  private void listening(boolean on) {
    SelectionKey mine = key;
    if (mine != null && mine.isValid()) {
      mine.interestOps(on ? SelectionKey.OP_ACCEPT : 0);
    }
  }
}
