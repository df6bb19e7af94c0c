package org.annals.quota;

/**
 * Whose bytes are counted: one community, or the node itself for what belongs to none.
 *
 * @param name the community's id as text, or {@code node}
 */
public record Account(String name) {
  /** What belongs to no community: logs, the node's own database. */
  public static final Account NODE = new Account("node");
}
