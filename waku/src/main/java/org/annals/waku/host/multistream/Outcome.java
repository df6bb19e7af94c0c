package org.annals.waku.host.multistream;

/** Where a negotiation stands. */
public sealed interface Outcome {
  /** More bytes are needed. */
  record Pending() implements Outcome {}

  /** Both sides have agreed. */
  record Agreed(String protocol) implements Outcome {}

  /** The other side speaks none of the proposed protocols. */
  record Refused() implements Outcome {}
}
