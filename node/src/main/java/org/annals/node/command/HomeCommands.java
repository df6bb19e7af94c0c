package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.annals.node.community.Communities;
import org.annals.node.community.HomeParts;
import org.annals.node.request.Command;

/** All requests that an opened home answers without a network. */
public final class HomeCommands {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private HomeCommands() {}

  /** The commands by name. */
  public static Map<String, Command> all(HomeParts parts, Communities communities) {
    return all(parts, communities, Optional.empty());
  }

  /**
   * The commands by name.
   *
   * @param live the running node; without one, what needs it fails and says so
   */
  public static Map<String, Command> all(
      HomeParts parts, Communities communities, Optional<LiveNode> live) {
    Map<String, Command> all = new HashMap<>();
    new CommunityCommands(parts, communities, live).addTo(all);
    new PolicyCommands(parts, communities, live).addTo(all);
    new RemovalCommands(parts, communities, live).addTo(all);
    new KeyCommands(parts, communities).addTo(all);
    new OwnerCommands(parts, communities, live).addTo(all);
    new ArchiveCommands(parts, communities, live).addTo(all);
    new MessageCommands(communities).addTo(all);
    new StatusCommand(parts, communities, live).addTo(all);
    new SyncCommand(communities, live).addTo(all);
    new QuotaCommands(parts, communities, live).addTo(all);
    new ScheduleCommands(parts, communities).addTo(all);
    new PauseCommands(parts, communities).addTo(all);
    new ReportCommands(parts, communities).addTo(all);
    return all;
  }

  static ObjectNode object() {
    return JSON.objectNode();
  }

  static ArrayNode array() {
    return JSON.arrayNode();
  }
}
