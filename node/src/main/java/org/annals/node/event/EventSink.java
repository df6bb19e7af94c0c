package org.annals.node.event;

/** Receives events. Thread-safe; never fails and returns soon. */
@FunctionalInterface
public interface EventSink {
  /** One thing happened. */
  void record(Event event);
}
