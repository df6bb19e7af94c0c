package org.annals.node.request;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Receives what a long command tells while it works: objects with an {@code event} field. */
@FunctionalInterface
public interface Progress {

  /** Tells nobody. */
  Progress SILENT = event -> {};

  /** One event. Must return soon; may be called from any thread. */
  void tell(ObjectNode event);
}
