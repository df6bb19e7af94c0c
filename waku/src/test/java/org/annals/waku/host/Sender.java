package org.annals.waku.host;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Sends many bytes as fast as the stream takes them, ends its half, and gathers what comes. */
final class Sender implements StreamListener {
  private static final int PIECE = 100_000;

  final Collector inbound = new Collector();
  final CompletableFuture<Boolean> sent = new CompletableFuture<>();
  private final Stream stream;
  private final byte[] bytes;
  private int at;

  private Sender(Stream stream, byte[] bytes) {
    this.stream = stream;
    this.bytes = bytes;
  }

  static Sender on(Stream stream, byte[] bytes) {
    Sender sender = new Sender(stream, bytes);
    stream.listen(sender);
    stream.connection();
    sender.more();
    return sender;
  }

  private synchronized void more() {
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + PIECE);
      byte[] piece = Arrays.copyOfRange(bytes, at, end);
      if (stream.queuedBytes() > 0
          || stream.write(piece, Stream.Importance.DROPPABLE) != Stream.WriteOutcome.QUEUED) {
        return;
      }
      at = end;
    }
    if (sent.complete(true)) {
      stream.closeWrite();
    }
  }

  @Override
  public void data(ByteBuffer more) {
    inbound.data(more);
  }

  @Override
  public void ended() {
    inbound.ended();
  }

  @Override
  public void aborted(String reason) {
    inbound.aborted(reason);
  }

  @Override
  public void drained() {
    more();
  }
}
