package org.annals.waku.request;

import org.annals.waku.host.Stream;
import org.annals.waku.host.loop.Loop;

/**
 * The place for the answer to one question. Thread-safe; only the first answer or refusal counts.
 */
public final class Reply {
  private final Loop loop;
  private final Stream stream;
  private final Loop.Timer deadline;
  private boolean asked;
  private boolean done;

  Reply(Loop loop, Stream stream, RequestProtocol protocol) {
    this.loop = loop;
    this.stream = stream;
    this.deadline = loop.schedule(protocol.deadline(), this::refuse);
  }

  /** Sends the answer and ends the stream. */
  public void answer(byte[] bytes) {
    loop.run(
        () -> {
          if (finish()) {
            stream.writeMessage(bytes, Stream.Importance.CONTROL);
            stream.close();
          }
        });
  }

  /** Ends the stream without an answer. */
  public void refuse() {
    loop.run(
        () -> {
          if (finish()) {
            stream.reset();
          }
        });
  }

  /** Whether this is the first question; others on the same stream are ignored. */
  boolean begin() {
    boolean first = !asked;
    asked = true;
    return first;
  }

  void questionEnded() {
    if (!asked) {
      refuse();
    }
  }

  private boolean finish() {
    boolean first = !done;
    done = true;
    deadline.cancel();
    return first;
  }
}
