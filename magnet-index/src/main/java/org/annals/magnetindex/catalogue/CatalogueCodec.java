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
 * The canonical bytes of a catalogue's body (FORMAT section 5). {@code decode(encode(c))} equals c,
 * and no other bytes decode to it but those with extension fields from 1000 up.
 */
public final class CatalogueCodec {
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

  private final StampCodec stamp = new StampCodec();
  private String name = "";
  private final SortedMap<GroupId, Long> sealedUntil = new TreeMap<>();
  private Optional<Policy> policy = Optional.empty();
  private final List<ChannelEntry> channels = new ArrayList<>();
  private Optional<Digest> recoveryKeyHash = Optional.empty();
  private final List<CatalogueEntry> entries = new ArrayList<>();
  private final List<RemovedChunk> removed = new ArrayList<>();

  private CatalogueCodec() {}

  /** The bytes that are hashed and signed. */
  public static byte[] encode(Catalogue catalogue) {
    CanonicalWriter writer = new CanonicalWriter(1024 + 96 * catalogue.entries().size());
    StampCodec.write(writer, catalogue.stamp());
    CommunityCard card = catalogue.card();
    writer.string(NAME, card.name());
    for (Map.Entry<GroupId, Long> mark : catalogue.sealedUntil().entrySet()) {
      writer.startMessage(SEALED_UNTIL);
      EntryCodec.writeGroup(writer, SEALED_GROUP, mark.getKey());
      writer.uint64(SEALED_SECOND, mark.getValue()).endMessage();
    }
    CardCodec.writePolicy(writer, POLICY, catalogue.policy());
    for (ChannelEntry channel : card.channels()) {
      CardCodec.writeChannel(writer, CHANNELS, channel);
    }
    card.recoveryKeyHash().ifPresent(hash -> writer.bytes(RECOVERY_KEY_HASH, hash.toBytes()));
    for (CatalogueEntry entry : catalogue.entries()) {
      EntryCodec.write(writer, ENTRIES, entry);
    }
    for (RemovedChunk chunk : catalogue.removed()) {
      writer
          .startMessage(REMOVED)
          .bytes(REMOVED_CHUNK, chunk.chunk().toBytes())
          .uint64(REMOVED_REASON, chunk.reason().number())
          .uint64(REMOVED_AT, chunk.atSequence())
          .endMessage();
    }
    return writer.toByteArray();
  }

  /**
   * Reads a body in the known format, without required features.
   *
   * @throws MalformedException for everything that {@link #encode} would not write
   */
  public static Catalogue decode(byte[] body) throws MalformedException {
    if (body.length > CatalogueLimits.MAX_RAW) {
      throw new MalformedException("longer than its cap");
    }
    CatalogueCodec fields = new CatalogueCodec();
    CanonicalReader reader = new CanonicalReader(body);
    try {
      while (reader.next()) {
        fields.field(reader);
      }
      return fields.catalogue();
    } catch (IllegalArgumentException e) {
      throw Malformed.of(e);
    }
  }

  private void field(CanonicalReader reader) throws MalformedException {
    if (stamp.read(reader)) {
      return;
    }
    switch (reader.field()) {
      case NAME -> name = reader.string(CatalogueLimits.MAX_NAME);
      case SEALED_UNTIL -> readMark(reader.presentMessage());
      case POLICY -> policy = Optional.of(CardCodec.readPolicy(reader.message()));
      case CHANNELS -> channels.add(CardCodec.readChannel(reader.presentMessage()));
      case RECOVERY_KEY_HASH -> recoveryKeyHash = Optional.of(digest(reader));
      case ENTRIES -> {
        capped(entries, CatalogueLimits.MAX_ENTRIES);
        entries.add(EntryCodec.read(reader.presentMessage()));
      }
      case REMOVED -> {
        capped(removed, CatalogueLimits.MAX_REMOVED);
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

  private Catalogue catalogue() throws MalformedException {
    if (policy.isEmpty()) {
      throw new MalformedException("no policy");
    }
    CommunityCard card = new CommunityCard(name, channels, recoveryKeyHash);
    return new Catalogue(stamp.stamp(), card, policy.get(), sealedUntil, entries, removed);
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
