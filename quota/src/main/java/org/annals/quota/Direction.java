package org.annals.quota;

/** Which way bytes move, seen from this node. */
public enum Direction {
  /** To a peer. */
  UP,
  /** From a peer. */
  DOWN
}
