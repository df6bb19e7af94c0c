package org.annals.waku.request;

import java.util.concurrent.CompletableFuture;
import org.annals.waku.host.Connection;
import org.annals.waku.host.Host;
import org.annals.waku.host.HostException;
import org.annals.waku.host.LengthPrefixed;
import org.annals.waku.host.MessageListener;
import org.annals.waku.host.Stream;
import org.annals.waku.host.loop.Loop;

/** Asks and answers on a host. Thread-safe. */
public final class Questions {
  private final Host host;
  private final RequestProtocol protocol;

  /** Questions of one protocol. */
  public Questions(Host host, RequestProtocol protocol) {
    this.host = host;
    this.protocol = protocol;
  }

  /** Answers what others ask. Called on the host's loop. */
  @FunctionalInterface
  public interface Answerer {
    /** A question; the reply may be given at once or later, from any thread. */
    void asked(Connection from, byte[] question, Reply reply);
  }

  /** Mounts the protocol. */
  public void serve(Answerer answerer) {
    host.handle(protocol.id(), stream -> serve(stream, answerer));
  }

  /**
   * Asks. The future completes on the loop, with the undecoded answer or with a {@link
   * HostException}: refused, cut off, too long or too late.
   */
  public CompletableFuture<byte[]> ask(Connection connection, byte[] question) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Loop.Timer timer =
        host.loop()
            .schedule(
                protocol.deadline(),
                () -> fail(answer, HostException.Reason.TIMEOUT, "no answer in time"));
    var unused =
        connection
            .newStream(protocol.id())
            .whenComplete(
                (stream, failure) -> {
                  if (stream == null) {
                    answer.completeExceptionally(failure);
                  } else if (answer.isDone()) {
                    stream.reset();
                  } else {
                    askOn(stream, question, answer);
                  }
                });
    return answer.whenComplete((bytes, failure) -> timer.cancel());
  }

  private void askOn(Stream stream, byte[] question, CompletableFuture<byte[]> answer) {
    var unused =
        answer.whenComplete(
            (bytes, failure) -> {
              if (failure == null) {
                stream.close();
              } else {
                stream.reset();
              }
            });
    LengthPrefixed.listen(
        stream,
        protocol.maxAnswerBytes(),
        new MessageListener() {
          @Override
          public void message(byte[] message) {
            answer.complete(message);
          }

          @Override
          public void ended() {
            fail(answer, HostException.Reason.PROTOCOL, "no answer");
          }

          @Override
          public void aborted(String reason) {
            fail(answer, HostException.Reason.PROTOCOL, reason);
          }
        });
    stream.writeMessage(question, Stream.Importance.CONTROL);
    stream.closeWrite();
  }

  private void serve(Stream stream, Answerer answerer) {
    Reply reply = new Reply(host.loop(), stream, protocol);
    LengthPrefixed.listen(
        stream,
        protocol.maxQuestionBytes(),
        new MessageListener() {
          @Override
          public void message(byte[] message) {
            if (reply.begin()) {
              answerer.asked(stream.connection(), message, reply);
            }
          }

          @Override
          public void ended() {
            reply.questionEnded();
          }

          @Override
          public void aborted(String reason) {
            reply.refuse();
          }
        });
  }

  private static void fail(
      CompletableFuture<byte[]> answer, HostException.Reason reason, String message) {
    answer.completeExceptionally(new HostException(reason, message));
  }
}
