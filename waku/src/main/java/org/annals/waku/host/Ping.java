package org.annals.waku.host;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.annals.waku.host.HostException.Reason;
import org.annals.waku.host.loop.Loop;

/** Answers and asks {@code /ipfs/ping/1.0.0}: 32 bytes, echoed. On the loop. */
final class Ping {
  static final String PROTOCOL = "/ipfs/ping/1.0.0";
  private static final int LENGTH = 32;

  private final Loop loop;
  private final SecureRandom random;
  private final Duration patience;

  Ping(HostContext context) {
    this.loop = context.loop();
    this.random = context.surroundings().random();
    this.patience = context.times().answer();
  }

  /** Echoes what comes, in blocks of 32 bytes, until the peer ends. */
  void answer(Stream stream) {
    stream.listen(new Echo(stream));
  }

  /** One round trip on a stream of its own. */
  CompletableFuture<Duration> ask(Connection connection) {
    return connection.newStream(PROTOCOL).thenCompose(this::ask);
  }

  private CompletableFuture<Duration> ask(Stream stream) {
    byte[] challenge = new byte[LENGTH];
    random.nextBytes(challenge);
    Answer answer = new Answer(stream, challenge, loop.nanoTime());
    stream.listen(answer);
    stream.write(challenge.clone(), Stream.Importance.CONTROL);
    Loop.Timer deadline =
        loop.schedule(patience, () -> answer.fail(Reason.TIMEOUT, "no answer to a ping"));
    return answer.result.whenComplete((time, failure) -> deadline.cancel());
  }

  private static final class Echo implements StreamListener {
    private final Stream stream;
    private final ByteBuffer block = ByteBuffer.allocate(LENGTH);

    Echo(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void data(ByteBuffer bytes) {
      while (bytes.hasRemaining() && stream.isReading()) {
        block.put(bytes.get());
        if (!block.hasRemaining()) {
          echo();
        }
      }
    }

    private void echo() {
      Stream.WriteOutcome outcome =
          stream.write(block.array().clone(), Stream.Importance.DROPPABLE);
      block.clear();
      if (outcome != Stream.WriteOutcome.QUEUED) {
        stream.reset();
      }
    }

    @Override
    public void ended() {
      stream.closeWrite();
    }

    @Override
    public void aborted(String reason) {
      block.clear();
    }
  }

  private final class Answer implements StreamListener {
    final CompletableFuture<Duration> result = new CompletableFuture<>();
    private final Stream stream;
    private final byte[] challenge;
    private final long start;
    private final ByteBuffer echo = ByteBuffer.allocate(LENGTH);

    Answer(Stream stream, byte[] challenge, long start) {
      this.stream = stream;
      this.challenge = challenge;
      this.start = start;
    }

    @Override
    public void data(ByteBuffer bytes) {
      while (bytes.hasRemaining() && echo.hasRemaining()) {
        echo.put(bytes.get());
      }
      if (echo.hasRemaining()) {
        return;
      }
      if (Arrays.equals(echo.array(), challenge)) {
        stream.close();
        result.complete(Duration.ofNanos(loop.nanoTime() - start));
      } else {
        fail(Reason.PROTOCOL, "the answer to a ping is another one");
      }
    }

    @Override
    public void ended() {
      fail(Reason.PROTOCOL, "the peer ended a ping without an answer");
    }

    @Override
    public void aborted(String reason) {
      fail(Reason.CLOSED, reason);
    }

    void fail(Reason reason, String message) {
      if (!result.isDone()) {
        stream.reset();
        result.completeExceptionally(new HostException(reason, message));
      }
    }
  }
}
