package org.annals.archiver.chunk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.annals.archiver.ChannelId;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a part stand in which message section. Channels of less than {@link
 * ChunkFormat#SHARED_BELOW} bytes share sections, which come first; each other channel has its own;
 * within both, channels ascend and records follow the walk. A section ends before the record that
 * would pass {@link ChunkFormat#MAX_RAW_SECTION}. Stateless.
 */
final class SectionLayout {
  private static final Comparator<@Nullable ChannelId> CHANNELS =
      Comparator.nullsFirst(Comparator.naturalOrder());

  private SectionLayout() {}

  /**
   * A section to be written.
   *
   * @param channel null when it is shared
   */
  record Section(@Nullable ChannelId channel, List<PlacedRecord> records) {
    boolean shared() {
      return channel == null;
    }
  }

  static List<Section> of(List<PlacedRecord> walk) {
    Map<@Nullable ChannelId, Channel> channels = new HashMap<>();
    for (PlacedRecord record : walk) {
      channels.computeIfAbsent(record.channel(), Channel::new).add(record);
    }
    List<Channel> ordered = new ArrayList<>(channels.values());
    ordered.sort(Comparator.comparing(c -> c.id, CHANNELS));
    List<Section> sections = new ArrayList<>();
    Cutter shared = new Cutter(null, sections);
    ordered.stream().filter(Channel::isSmall).forEach(c -> c.records.forEach(shared::add));
    shared.end();
    for (Channel channel : ordered) {
      if (!channel.isSmall()) {
        Cutter own = new Cutter(Objects.requireNonNull(channel.id), sections);
        channel.records.forEach(own::add);
        own.end();
      }
    }
    return sections;
  }

  private static final class Channel {
    private final @Nullable ChannelId id;
    private final List<PlacedRecord> records = new ArrayList<>();
    private long cost;

    Channel(@Nullable ChannelId id) {
      this.id = id;
    }

    void add(PlacedRecord record) {
      records.add(record);
      cost += record.cost();
    }

    boolean isSmall() {
      return id == null || cost < ChunkFormat.SHARED_BELOW;
    }
  }

  private static final class Cutter {
    private final @Nullable ChannelId channel;
    private final List<Section> sections;
    private List<PlacedRecord> open = new ArrayList<>();
    private long cost;

    Cutter(@Nullable ChannelId channel, List<Section> sections) {
      this.channel = channel;
      this.sections = sections;
    }

    void add(PlacedRecord record) {
      if (cost + record.cost() > ChunkFormat.MAX_RAW_SECTION) {
        end();
      }
      open.add(record);
      cost += record.cost();
    }

    void end() {
      if (!open.isEmpty()) {
        sections.add(new Section(channel, open));
        open = new ArrayList<>();
        cost = 0;
      }
    }
  }
}
