package org.annals.importer.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/**
 * What an export says before its messages.
 *
 * @param exportedAt as written, empty in older exports
 */
record ExportHeader(
    String guildId,
    String channelId,
    String kind,
    String name,
    String topic,
    String category,
    String exportedAt) {

  /** Of two exports of one channel the newer one names it. */
  static final Comparator<ExportHeader> NEWER =
      Comparator.comparing(ExportHeader::exportedAt)
          .thenComparing(ExportHeader::name)
          .thenComparing(ExportHeader::topic)
          .thenComparing(ExportHeader::category);

  static ExportHeader of(JsonNode guild, JsonNode channel, String exportedAt) {
    return new ExportHeader(
        Fields.text(guild, "id", 64),
        Fields.text(channel, "id", 64),
        Fields.text(channel, "type", 64),
        Fields.text(channel, "name", 200),
        Fields.text(channel, "topic", 4_000),
        Fields.text(channel, "category", 200),
        exportedAt);
  }

  boolean direct() {
    return guildId.equals("0") || kind.startsWith("Direct");
  }

  boolean thread() {
    return kind.endsWith("Thread");
  }
}
