package org.annals.archiver.chunk;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/** The channel, author and media tables of a part, from its records in walk order. */
class PartTables {
  private final List<ChannelId> channels;
  private final List<PublicKey> authors;
  private final Map<ChannelId, Integer> channelIndex = new HashMap<>();
  private final Map<PublicKey, Integer> authorIndex = new HashMap<>();
  private final Map<Digest, Integer> mediaIndex = new HashMap<>();
  private final List<MediaUse> media;

  PartTables(List<PlacedRecord> walk) {
    Set<ChannelId> channelSet = new HashSet<>();
    Set<PublicKey> authorSet = new HashSet<>();
    Map<Digest, MediaUse> uses = new LinkedHashMap<>();
    for (PlacedRecord record : walk) {
      if (record.channel() != null) {
        channelSet.add(record.channel());
      }
      record.envelope().ifPresent(e -> authorSet.add(e.author()));
      for (MediaUse use : record.media()) {
        uses.merge(use.media().digest(), use, (a, b) -> a instanceof MediaUse.Stored ? a : b);
      }
    }
    channels = channelSet.stream().sorted().toList();
    authors = authorSet.stream().sorted().toList();
    media = List.copyOf(uses.values());
    channels.forEach(c -> channelIndex.put(c, channelIndex.size()));
    authors.forEach(a -> authorIndex.put(a, authorIndex.size()));
    uses.keySet().forEach(d -> mediaIndex.put(d, mediaIndex.size()));
  }

  List<ChannelId> channels() {
    return channels;
  }

  List<PublicKey> authors() {
    return authors;
  }

  /** In order of first use. */
  List<MediaUse> media() {
    return media;
  }

  int channel(ChannelId channel) {
    return index(channelIndex.get(channel));
  }

  int author(PublicKey author) {
    return index(authorIndex.get(author));
  }

  int media(Digest digest) {
    return index(mediaIndex.get(digest));
  }

  private static int index(@Nullable Integer index) {
    if (index == null) {
      throw new IllegalArgumentException("a record uses what its part's tables do not hold");
    }
    return index;
  }
}
