package org.annals.magnetindex.catalogue;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;

/** Channels and policy, the parts of a catalogue that people read. */
final class CardCodec {
  private static final int POLICY_SERVING = 1;
  private static final int POLICY_AUTO_DELETE = 2;
  private static final int RULE_CHANNEL = 1;
  private static final int RULE_SECONDS = 2;
  private static final int CHANNEL_ID = 1;
  private static final int CHANNEL_NAME = 2;
  private static final int CHANNEL_DESCRIPTION = 3;
  private static final int CHANNEL_CATEGORY = 4;
  private static final int CHANNEL_ORDER = 5;

  private CardCodec() {}

  static void writePolicy(CanonicalWriter writer, int field, Policy policy) {
    writer.startMessage(field).bool(POLICY_SERVING, policy.serving());
    for (Map.Entry<ChannelId, Duration> rule : policy.autoDelete().entrySet()) {
      writer
          .startMessage(POLICY_AUTO_DELETE)
          .bytes(RULE_CHANNEL, rule.getKey().toBytes())
          .uint64(RULE_SECONDS, rule.getValue().toSeconds())
          .endMessage();
    }
    writer.endMessage();
  }

  static Policy readPolicy(CanonicalReader reader) throws MalformedException {
    boolean serving = false;
    SortedMap<ChannelId, Duration> rules = new TreeMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case POLICY_SERVING -> serving = reader.bool();
        case POLICY_AUTO_DELETE -> readRule(reader.presentMessage(), rules);
        default -> reader.extension();
      }
    }
    return new Policy(serving, rules);
  }

  private static void readRule(CanonicalReader reader, SortedMap<ChannelId, Duration> rules)
      throws MalformedException {
    ChannelId channel = new ChannelId(new UUID(0, 0));
    long seconds = 0;
    boolean named = false;
    while (reader.next()) {
      switch (reader.field()) {
        case RULE_CHANNEL -> {
          channel = ChannelId.of(reader.exactly(ChannelId.LENGTH));
          named = true;
        }
        case RULE_SECONDS -> seconds = StampCodec.positive(reader.uint64());
        default -> reader.extension();
      }
    }
    if (!named || (!rules.isEmpty() && rules.lastKey().compareTo(channel) >= 0)) {
      throw new MalformedException("auto-delete rules do not ascend");
    }
    rules.put(channel, Duration.ofSeconds(seconds));
  }

  static void writeChannel(CanonicalWriter writer, int field, ChannelEntry channel) {
    writer
        .startMessage(field)
        .bytes(CHANNEL_ID, channel.id().toBytes())
        .string(CHANNEL_NAME, channel.name())
        .string(CHANNEL_DESCRIPTION, channel.description())
        .string(CHANNEL_CATEGORY, channel.category())
        .uint64(CHANNEL_ORDER, channel.order())
        .endMessage();
  }

  static ChannelEntry readChannel(CanonicalReader reader) throws MalformedException {
    byte[] id = new byte[0];
    String name = "";
    String description = "";
    String category = "";
    int order = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case CHANNEL_ID -> id = reader.exactly(ChannelId.LENGTH);
        case CHANNEL_NAME -> name = reader.string(CatalogueLimits.MAX_NAME);
        case CHANNEL_DESCRIPTION -> description = reader.string(CatalogueLimits.MAX_DESCRIPTION);
        case CHANNEL_CATEGORY -> category = reader.string(CatalogueLimits.MAX_NAME);
        case CHANNEL_ORDER -> order = reader.uint32(Integer.MAX_VALUE);
        default -> reader.extension();
      }
    }
    return new ChannelEntry(ChannelId.of(id), name, description, category, order);
  }
}
