package org.annals.waku.host.multistream;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.annals.waku.host.codec.MalformedInput;

/** Proposes protocols, one after the other, until one is agreed upon. */
public final class Proposer implements Negotiation {
  private final List<String> protocols;
  private final Consumer<byte[]> output;
  private final Lines lines = new Lines();
  private boolean headerSeen;
  private int proposed;

  /** Proposes in this order; the list must not be empty. */
  public Proposer(List<String> protocols, Consumer<byte[]> output) {
    this.protocols = List.copyOf(protocols);
    this.output = output;
  }

  /** Writes header and first proposal; own bytes may follow at once, if there is one proposal. */
  @Override
  public void start() {
    output.accept(Lines.encode(Lines.HEADER, protocols.get(0)));
    proposed = 1;
  }

  /**
   * Reads answers. On {@link Outcome.Agreed} the rest of the bytes is the protocol's.
   *
   * @throws MalformedInput when the other side does not speak multistream-select
   */
  @Override
  public Outcome feed(ByteBuffer in) throws MalformedInput {
    for (String line = lines.next(in); line != null; line = lines.next(in)) {
      if (!headerSeen) {
        if (!line.equals(Lines.HEADER)) {
          throw new MalformedInput("the other side does not speak multistream-select");
        }
        headerSeen = true;
      } else if (line.equals(protocols.get(proposed - 1))) {
        return new Outcome.Agreed(line);
      } else if (!line.equals(Lines.REFUSAL)) {
        throw new MalformedInput("an answer names a protocol that was not proposed");
      } else if (proposed == protocols.size()) {
        return new Outcome.Refused();
      } else {
        output.accept(Lines.encode(protocols.get(proposed++)));
      }
    }
    return new Outcome.Pending();
  }
}
