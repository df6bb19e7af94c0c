package org.annals.magnetindex.catalogue;

import org.annals.archiver.ChannelId;

/**
 * A channel as people see it. Ordered by id.
 *
 * @param name at most 1,024 bytes of UTF-8
 * @param description at most 8,192 bytes, may be empty
 * @param category its category's name, may be empty
 * @param order place in the list of channels, 0 or more, not necessarily unique
 */
public record ChannelEntry(
    ChannelId id, String name, String description, String category, int order)
    implements Comparable<ChannelEntry> {
  /**
   * Checks lengths and order.
   *
   * @throws IllegalArgumentException when a text is too long or not well-formed, or the order is
   *     negative
   */
  public ChannelEntry {
    Texts.check(name, CatalogueLimits.MAX_NAME);
    Texts.check(description, CatalogueLimits.MAX_DESCRIPTION);
    Texts.check(category, CatalogueLimits.MAX_NAME);
    if (order < 0) {
      throw new IllegalArgumentException("a channel's order is 0 or more");
    }
  }

  @Override
  public int compareTo(ChannelEntry other) {
    return id.compareTo(other.id);
  }
}
