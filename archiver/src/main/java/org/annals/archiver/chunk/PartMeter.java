package org.annals.archiver.chunk;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;

/**
 * Says where a part ends (FORMAT section 3). A record costs its bytes in a message section by the
 * counting of {@link PlacedRecord#cost}, 65 per signature, 35 per author and 20 per channel new to
 * the part, the bytes of media new to the part and 64 for each of them. Confined to one thread.
 */
public final class PartMeter {
  private static final int SIGNATURE = 65;
  private static final int AUTHOR = 35;
  private static final int CHANNEL = 20;
  private static final int MEDIA = 64;

  private final Set<PublicKey> authors = new HashSet<>();
  private final Set<ChannelId> channels = new HashSet<>();
  private final Map<Digest, Boolean> media = new HashMap<>();
  private long total;
  private int records;

  /** Whether the record still belongs to this part; the first always does. */
  public boolean fits(PlacedRecord record) {
    return records == 0
        || (total + cost(record) <= ChunkFormat.MAX_PART_COST
            && media.size() + newMedia(record) <= ChunkFormat.MAX_MEDIA);
  }

  /** Counts a record in. */
  public void add(PlacedRecord record) {
    total += cost(record);
    records++;
    record.envelope().ifPresent(e -> authors.add(e.author()));
    if (record.channel() != null) {
      channels.add(record.channel());
    }
    for (MediaUse use : record.media()) {
      media.merge(use.media().digest(), use instanceof MediaUse.Stored, Boolean::logicalOr);
    }
  }

  /** How many records were counted in. */
  public int records() {
    return records;
  }

  /** Their cost in bytes. */
  public long total() {
    return total;
  }

  /** What the record would add, in bytes. */
  long cost(PlacedRecord record) {
    long cost = (long) record.cost() + record.envelope().map(this::envelopeCost).orElse(0);
    if (record.channel() != null && !channels.contains(record.channel())) {
      cost += CHANNEL;
    }
    if (record.media().isEmpty()) {
      return cost;
    }
    Map<Digest, Boolean> own = new HashMap<>();
    for (MediaUse use : record.media()) {
      Digest digest = use.media().digest();
      Boolean known = own.getOrDefault(digest, media.get(digest));
      boolean stored = use instanceof MediaUse.Stored;
      cost += known == null ? MEDIA : 0;
      cost += stored && !Boolean.TRUE.equals(known) ? use.media().size() : 0;
      own.put(digest, stored || Boolean.TRUE.equals(known));
    }
    return cost;
  }

  private int envelopeCost(StatedEnvelope envelope) {
    return SIGNATURE + (authors.contains(envelope.author()) ? 0 : AUTHOR);
  }

  private int newMedia(PlacedRecord record) {
    Set<Digest> fresh = new HashSet<>();
    for (MediaUse use : record.media()) {
      if (!media.containsKey(use.media().digest())) {
        fresh.add(use.media().digest());
      }
    }
    return fresh.size();
  }
}
