package org.annals.magnetindex.catalogue;

import java.util.List;
import java.util.Optional;
import org.annals.keys.Digest;

/**
 * What a community says of itself.
 *
 * @param name shown to people, at most 1,024 bytes of UTF-8
 * @param channels ascending by id
 * @param recoveryKeyHash SHA-256 of the recovery key's 33 bytes
 */
public record CommunityCard(
    String name, List<ChannelEntry> channels, Optional<Digest> recoveryKeyHash) {
  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when the name is too long, or the channels are too many or not
   *     ascending and distinct
   */
  public CommunityCard {
    channels = List.copyOf(channels);
    Texts.check(name, CatalogueLimits.MAX_NAME);
    if (channels.size() > CatalogueLimits.MAX_CHANNELS || !Ascending.isStrict(channels)) {
      throw new IllegalArgumentException("channels: too many or not ascending");
    }
  }
}
