package org.annals.magnetindex.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;

/**
 * Fields 9 to 16 of a catalogue's body: everything but the stamp. Used for catalogues and for the
 * durable state of a head, which can hold more than one catalogue may.
 *
 * <p>A reader is confined to one thread.
 */
public final class ContentCodec {
  private static final int NAME = 9;
  private static final int SEALED_UNTIL = 10;
  private static final int POLICY = 11;
  private static final int CHANNELS = 12;
  private static final int RECOVERY_KEY_HASH = 14;
  private static final int ENTRIES = 15;
  private static final int REMOVED = 16;
  private static final int SEALED_GROUP = 1;
  private static final int SEALED_SECOND = 2;
  private static final int REMOVED_CHUNK = 1;
  private static final int REMOVED_REASON = 2;
  private static final int REMOVED_AT = 3;

  private final int maxEntries;
  private final int maxRemoved;
  private String name = "";
  private final SortedMap<GroupId, Long> sealedUntil = new TreeMap<>();
  private Optional<Policy> policy = Optional.empty();
  private final List<ChannelEntry> channels = new ArrayList<>();
  private Optional<Digest> recoveryKeyHash = Optional.empty();
  private final List<CatalogueEntry> entries = new ArrayList<>();
  private final List<RemovedChunk> removed = new ArrayList<>();

  /** A reader that accepts at most this many entries and removals. */
  public ContentCodec(int maxEntries, int maxRemoved) {
    this.maxEntries = maxEntries;
    this.maxRemoved = maxRemoved;
  }

  /** Writes fields 9 to 16. */
  public static void write(CanonicalWriter writer, CatalogueContent content) {
    CommunityCard card = content.card();
    writer.string(NAME, card.name());
    for (Map.Entry<GroupId, Long> mark : content.sealedUntil().entrySet()) {
      writer.startMessage(SEALED_UNTIL);
      EntryCodec.writeGroup(writer, SEALED_GROUP, mark.getKey());
      writer.uint64(SEALED_SECOND, mark.getValue()).endMessage();
    }
    CardCodec.writePolicy(writer, POLICY, content.policy());
    for (ChannelEntry channel : card.channels()) {
      CardCodec.writeChannel(writer, CHANNELS, channel);
    }
    card.recoveryKeyHash().ifPresent(hash -> writer.bytes(RECOVERY_KEY_HASH, hash.toBytes()));
    for (CatalogueEntry entry : content.entries()) {
      EntryCodec.write(writer, ENTRIES, entry);
    }
    for (RemovedChunk chunk : content.removed()) {
      writer
          .startMessage(REMOVED)
          .bytes(REMOVED_CHUNK, chunk.chunk().toBytes())
          .uint64(REMOVED_REASON, chunk.reason().number())
          .uint64(REMOVED_AT, chunk.atSequence())
          .endMessage();
    }
  }

  /**
   * Reads the current field: one of the eight, or an extension.
   *
   * @throws IllegalArgumentException when a value is out of range
   */
  public void read(CanonicalReader reader) throws MalformedException {
    switch (reader.field()) {
      case NAME -> name = reader.string(CatalogueLimits.MAX_NAME);
      case SEALED_UNTIL -> readMark(reader.presentMessage());
      case POLICY -> policy = Optional.of(CardCodec.readPolicy(reader.message()));
      case CHANNELS -> channels.add(CardCodec.readChannel(reader.presentMessage()));
      case RECOVERY_KEY_HASH -> recoveryKeyHash = Optional.of(digest(reader));
      case ENTRIES -> {
        capped(entries, maxEntries);
        entries.add(EntryCodec.read(reader.presentMessage()));
      }
      case REMOVED -> {
        capped(removed, maxRemoved);
        removed.add(readRemoved(reader.presentMessage()));
      }
      default -> reader.extension();
    }
  }

  private void readMark(CanonicalReader reader) throws MalformedException {
    GroupId group = GroupId.PUBLIC;
    long second = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case SEALED_GROUP -> group = EntryCodec.readGroup(reader);
        case SEALED_SECOND -> second = StampCodec.positive(reader.uint64());
        default -> reader.extension();
      }
    }
    if (!sealedUntil.isEmpty() && sealedUntil.lastKey().compareTo(group) >= 0) {
      throw new MalformedException("sealing marks do not ascend");
    }
    sealedUntil.put(group, second);
  }

  private static RemovedChunk readRemoved(CanonicalReader reader) throws MalformedException {
    Optional<Digest> chunk = Optional.empty();
    Optional<RemovalReason> reason = Optional.empty();
    long at = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case REMOVED_CHUNK -> chunk = Optional.of(digest(reader));
        case REMOVED_REASON -> reason = RemovalReason.of(reader.uint64());
        case REMOVED_AT -> at = StampCodec.positive(reader.uint64());
        default -> reader.extension();
      }
    }
    if (chunk.isEmpty() || reason.isEmpty()) {
      throw new MalformedException("a removal without chunk id or known reason");
    }
    return new RemovedChunk(new ChunkId(chunk.get()), reason.get(), at);
  }

  /**
   * What was read.
   *
   * @throws IllegalArgumentException when a value is out of range
   */
  public CatalogueContent content() throws MalformedException {
    if (policy.isEmpty()) {
      throw new MalformedException("no policy");
    }
    CommunityCard card = new CommunityCard(name, channels, recoveryKeyHash);
    return new CatalogueContent(card, policy.get(), sealedUntil, entries, removed);
  }

  private static Digest digest(CanonicalReader reader) throws MalformedException {
    return Digest.of(reader.exactly(Digest.LENGTH));
  }

  private static void capped(List<?> list, int max) throws MalformedException {
    if (list.size() == max) {
      throw new MalformedException("too many elements");
    }
  }
}
