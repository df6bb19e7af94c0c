package org.annals.importer.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What an entry of an export is: something that somebody wrote, or an event with a name. Kinds that
 * the exporter does not know print as their number in Discord's API; third-party writers use
 * numbers throughout.
 */
record EntryKind(String name, boolean written) {
  private static final Map<String, String> NUMBERED =
      Map.ofEntries(
          Map.entry("0", "Default"),
          Map.entry("1", "RecipientAdd"),
          Map.entry("2", "RecipientRemove"),
          Map.entry("3", "Call"),
          Map.entry("4", "ChannelNameChange"),
          Map.entry("5", "ChannelIconChange"),
          Map.entry("6", "ChannelPinnedMessage"),
          Map.entry("7", "GuildMemberJoin"),
          Map.entry("8", "GuildBoost"),
          Map.entry("9", "GuildBoostTier1"),
          Map.entry("10", "GuildBoostTier2"),
          Map.entry("11", "GuildBoostTier3"),
          Map.entry("12", "ChannelFollowAdd"),
          Map.entry("14", "GuildDiscoveryDisqualified"),
          Map.entry("15", "GuildDiscoveryRequalified"),
          Map.entry("18", "ThreadCreated"),
          Map.entry("19", "Reply"),
          Map.entry("20", "ChatInputCommand"),
          Map.entry("21", "ThreadStarterMessage"),
          Map.entry("22", "GuildInviteReminder"),
          Map.entry("23", "ContextMenuCommand"),
          Map.entry("24", "AutoModerationAction"),
          Map.entry("25", "RoleSubscriptionPurchase"),
          Map.entry("27", "StageStart"),
          Map.entry("28", "StageEnd"),
          Map.entry("29", "StageSpeaker"),
          Map.entry("31", "StageTopic"),
          Map.entry("32", "GuildApplicationPremiumSubscription"),
          Map.entry("36", "GuildIncidentAlertModeEnabled"),
          Map.entry("37", "GuildIncidentAlertModeDisabled"),
          Map.entry("38", "GuildIncidentReportRaid"),
          Map.entry("39", "GuildIncidentReportFalseAlarm"),
          Map.entry("44", "PurchaseNotification"),
          Map.entry("46", "PollResult"));

  static EntryKind of(JsonNode message) {
    String type = Fields.text(message, "type", 64);
    String name = NUMBERED.getOrDefault(type, type);
    return switch (name) {
      case "", "Default", "Reply", "ChatInputCommand", "ContextMenuCommand" ->
          new EntryKind(name, true);
      default -> new EntryKind(Fields.isSnowflake(name) ? "Unknown" + name : name, false);
    };
  }

  /** The name of the event, empty for what people wrote. */
  String event() {
    return written ? "" : name;
  }

  /** Whether its reference names the message that it answers or is about. */
  boolean pointsAtMessage() {
    return name.equals("Reply")
        || name.equals("ChannelPinnedMessage")
        || name.equals("ThreadStarterMessage");
  }
}
