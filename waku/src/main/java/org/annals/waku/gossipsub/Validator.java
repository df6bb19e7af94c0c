package org.annals.waku.gossipsub;

/** Judges messages before they are delivered and passed on. Must be quick and free of effects. */
@FunctionalInterface
public interface Validator {
  /** The judgement of one message of a topic that this node subscribes to. */
  Verdict judge(GossipMessage message);

  /** What a validator says. */
  sealed interface Verdict {
    /** Deliver and pass on. */
    record Accepted() implements Verdict {}

    /** Neither; the sender should have known. */
    record Rejected(String reason) implements Verdict {}
  }
}
