package org.annals.waku.host.multistream;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.annals.waku.host.codec.MalformedInput;

/** Answers proposals, at most 16. */
public final class Responder implements Negotiation {
  private static final int MAX_PROPOSALS = 16;

  private final Predicate<String> supported;
  private final Consumer<byte[]> output;
  private final Lines lines = new Lines();
  private boolean headerSeen;
  private int proposals;

  /** Agrees to the first proposal that is supported. */
  public Responder(Predicate<String> supported, Consumer<byte[]> output) {
    this.supported = supported;
    this.output = output;
  }

  /** Waits for the other side. */
  @Override
  public void start() {}

  /**
   * Reads proposals. On {@link Outcome.Agreed} the rest of the bytes is the protocol's.
   *
   * @throws MalformedInput when the other side does not speak multistream-select, or too much
   */
  @Override
  public Outcome feed(ByteBuffer in) throws MalformedInput {
    for (String line = lines.next(in); line != null; line = lines.next(in)) {
      if (!headerSeen) {
        if (!line.equals(Lines.HEADER)) {
          throw new MalformedInput("the other side does not speak multistream-select");
        }
        headerSeen = true;
        output.accept(Lines.encode(Lines.HEADER));
      } else if (supported.test(line)) {
        output.accept(Lines.encode(line));
        return new Outcome.Agreed(line);
      } else if (++proposals >= MAX_PROPOSALS) {
        throw new MalformedInput("too many protocol proposals");
      } else {
        output.accept(Lines.encode(Lines.REFUSAL));
      }
    }
    return new Outcome.Pending();
  }
}
