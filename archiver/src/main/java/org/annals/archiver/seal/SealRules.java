package org.annals.archiver.seal;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.annals.archiver.ChannelId;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.TombstoneReason;
import org.annals.keys.PublicKey;

/**
 * What the owner decides about packing, beside the messages themselves. The same rules and messages
 * give the same chunks.
 *
 * @param groupOf the group of a channel, empty when the channel is not packed (encrypted or
 *     token-gated)
 * @param moderators who may delete other members' messages, beside the community's own key
 * @param banned members all of whose messages are gone
 * @param removed messages that the owner took out, with the reason
 */
public record SealRules(
    Function<ChannelId, Optional<GroupId>> groupOf,
    Set<PublicKey> moderators,
    Set<PublicKey> banned,
    Map<MessageId, TombstoneReason> removed) {
  public SealRules {
    moderators = Set.copyOf(moderators);
    banned = Set.copyOf(banned);
    removed = Map.copyOf(removed);
  }

  /** All channels public, nobody banned, nothing removed. */
  public static SealRules open() {
    return new SealRules(channel -> Optional.of(GroupId.PUBLIC), Set.of(), Set.of(), Map.of());
  }
}
