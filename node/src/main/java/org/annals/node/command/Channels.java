package org.annals.node.command;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.magnetindex.catalogue.ChannelEntry;
import org.annals.node.community.Community;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;

/** The channels of a community as people name them. */
final class Channels {
  private final Community community;
  private final Map<ChannelId, String> names;

  private Channels(Community community, Map<ChannelId, String> names) {
    this.community = community;
    this.names = names;
  }

  static Channels of(Community community) throws IOException {
    Map<ChannelId, String> names = new HashMap<>();
    for (ChannelEntry each : community.channels()) {
      names.put(each.id(), each.name());
    }
    return new Channels(community, names);
  }

  /** The name of a channel, when it has one. */
  Optional<String> name(ChannelId channel) {
    return Optional.ofNullable(names.get(channel));
  }

  /** The channel that people mean: by id, or by name with or without a leading {@code #}. */
  ChannelId named(String wanted) throws CommandFailure {
    String text = wanted.startsWith("#") ? wanted.substring(1) : wanted;
    Optional<ChannelId> byId = ChannelId.ofChatId(community.id(), community.id() + text);
    if (byId.isPresent()) {
      return byId.get();
    }
    List<ChannelId> found =
        names.entrySet().stream()
            .filter(each -> each.getValue().equalsIgnoreCase(text))
            .map(Map.Entry::getKey)
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new CommandFailure(
        found.isEmpty() ? ErrorCode.NOT_FOUND : ErrorCode.AMBIGUOUS,
        (found.isEmpty() ? "There is no channel '" : "Several channels are called '") + text + "'.",
        "Channels are named as in 'annals community show'.",
        "Give the channel's name or id as shown there.");
  }
}
