package org.annals.waku.host.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One outgoing TCP connection in the making. For the loop's thread only. */
public final class TcpConnect implements EventLoop.ChannelHandler {
  private final SocketChannel channel;
  private final Listener listener;
  private @Nullable SelectionKey key;
  private boolean done;

  private TcpConnect(SocketChannel channel, Listener listener) {
    this.channel = channel;
    this.listener = listener;
  }

  /**
   * Connects. Exactly one call of the listener follows, unless cancelled; it may come at once.
   *
   * @throws IOException when the attempt cannot even begin
   */
  public static TcpConnect start(EventLoop loop, InetSocketAddress address, Listener listener)
      throws IOException {
    TcpConnect connect = new TcpConnect(SocketChannel.open(), listener);
    connect.begin(loop, address);
    return connect;
  }

  /** Gives up silently. Idempotent; does nothing once the listener was called. */
  public void cancel() throws IOException {
    if (!done) {
      done = true;
      channel.close();
    }
  }

  private void begin(EventLoop loop, InetSocketAddress address) throws IOException {
    try {
      channel.configureBlocking(false);
      if (channel.connect(address)) {
        done = true;
        listener.connected(channel);
      } else {
        key = loop.register(channel, SelectionKey.OP_CONNECT, this);
      }
    } catch (IOException e) {
      cancel();
      throw e;
    } catch (RuntimeException e) {
      // java.nio reports unusable addresses (unresolved, foreign family) unchecked.
      cancel();
      throw new IOException("the address cannot be used", e);
    }
  }

  @Override
  public void ready(int operations) {
    if (done) {
      return;
    }
    try {
      channel.finishConnect();
    } catch (IOException e) {
      failed(String.valueOf(e.getMessage()));
      return;
    }
    done = true;
    SelectionKey mine = key;
    if (mine != null) {
      // The next owner registers the same channel; until then this key must stay silent.
      mine.interestOps(0);
    }
    listener.connected(channel);
  }

  @Override
  public void failed(String reason) {
    try {
      cancel();
      listener.failed(reason);
    } catch (IOException e) {
      listener.failed(reason + ", " + e.getMessage());
    }
  }

  /** Is told the outcome. Called on the loop. */
  public interface Listener {
    /** Connected; the channel belongs to the listener. */
    void connected(SocketChannel channel);

    /** Not connected; nothing is left open. */
    void failed(String reason);
  }
}
