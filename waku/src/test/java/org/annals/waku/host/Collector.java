package org.annals.waku.host;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Gathers what comes on a stream. */
public final class Collector implements StreamListener {
  /** The bytes, at the end of the peer's half. */
  public final CompletableFuture<byte[]> all = new CompletableFuture<>();

  /** The reason, when the stream dies. */
  public final CompletableFuture<String> death = new CompletableFuture<>();

  /** How many bytes have come. */
  public final AtomicLong count = new AtomicLong();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Listens on a stream. */
  public static Collector on(Stream stream) {
    Collector collector = new Collector();
    stream.listen(collector);
    return collector;
  }

  @Override
  public void data(ByteBuffer more) {
    byte[] piece = new byte[more.remaining()];
    more.get(piece);
    bytes.write(piece, 0, piece.length);
    count.addAndGet(piece.length);
  }

  @Override
  public void ended() {
    all.complete(bytes.toByteArray());
  }

  @Override
  public void aborted(String reason) {
    death.complete(reason);
    all.completeExceptionally(new AssertionError("aborted: " + reason));
  }
}
