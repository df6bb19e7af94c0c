package org.annals.node.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.ExistingPart;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.OldChunk;
import org.annals.archiver.seal.RepackOutcome;
import org.annals.archiver.seal.RepackRequest;
import org.annals.archiver.seal.RepackRules;
import org.annals.archiver.seal.Repacker;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.node.community.Community;
import org.annals.node.community.Expiry;
import org.annals.node.community.HomeParts;
import org.annals.quota.StorageKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs listed chunks of a community again and keeps what comes out of it; listing it is the
 * caller's matter. Confined to one thread.
 */
final class Rewriting {
  private static final Logger log = LoggerFactory.getLogger(Rewriting.class);

  private final HomeParts parts;
  private final Community community;
  private final PrivateKey key;
  private final OwnChunks chunks;
  private final List<CatalogueEntry> added = new ArrayList<>();
  private final List<ChunkId> emptied = new ArrayList<>();

  Rewriting(HomeParts parts, Community community, PrivateKey key) {
    this.parts = parts;
    this.community = community;
    this.key = key;
    this.chunks = new OwnChunks(parts);
  }

  /** New chunks so far, with what they replace. */
  List<CatalogueEntry> added() {
    return added;
  }

  /** Chunks of which nothing is left. */
  List<ChunkId> emptied() {
    return emptied;
  }

  /** Takes messages out of a chunk, which stays in its group. */
  void withoutMessages(CatalogueEntry old, Map<MessageId, TombstoneReason> removed)
      throws IOException, Packing.NoRoomException {
    repack(List.of(old), false, channel -> old.position().group(), removed);
  }

  /** Puts the channels of a window's chunks into the groups in which they belong. */
  void intoGroups(List<CatalogueEntry> old) throws IOException, Packing.NoRoomException {
    repack(old, false, expiry()::groupOf, Map.of());
  }

  /** Makes as few parts as possible of some parts of one window and group. */
  void merged(List<CatalogueEntry> old) throws IOException, Packing.NoRoomException {
    GroupId group = old.get(0).position().group();
    repack(old, true, channel -> group, Map.of());
  }

  private Expiry expiry() {
    return community.expiry();
  }

  private void repack(
      List<CatalogueEntry> old,
      boolean merge,
      Function<ChannelId, GroupId> groupOf,
      Map<MessageId, TombstoneReason> removed)
      throws IOException, Packing.NoRoomException {
    TimeWindow window = old.get(0).position().window();
    Files.createDirectories(community.packing());
    Expiry expiry = expiry();
    RepackOutcome outcome =
        new Repacker(
                new ChunkSigner(parts.curve(), key),
                parts.curve(),
                parts.storage(),
                StorageKind.TEMPORARY)
            .repack(
                new RepackRequest(
                    window,
                    old.stream().map(this::onDisk).toList(),
                    merge,
                    new RepackRules(
                        groupOf,
                        removed,
                        expiry::keepFrom,
                        id -> community.messages().known(id).map(KnownMessage::window)),
                    existing(window),
                    community.packing()));
    if (outcome instanceof RepackOutcome.Refused refused) {
      throw new Packing.NoRoomException(refused.reason());
    }
    if (outcome instanceof RepackOutcome.Damaged damaged) {
      throw new IOException("the chunk " + damaged.chunk() + " is damaged: " + damaged.reason());
    }
    RepackOutcome.Repacked done = (RepackOutcome.Repacked) outcome;
    log.info("packed {} chunks again; left out: {}", old.size(), done.report().left());
    for (RepackOutcome.Replacement each : done.replacements()) {
      added.add(chunks.keep(community, each.chunk(), each.supersedes()));
    }
    for (var each : done.added()) {
      added.add(chunks.keep(community, each, List.of()));
    }
    emptied.addAll(done.emptied());
  }

  private OldChunk onDisk(CatalogueEntry entry) {
    return new OldChunk(entry.chunk(), entry.position(), community.chunks().file(entry.chunk()));
  }

  /** The parts of a window so far, and what was just made and is not listed yet. */
  private List<ExistingPart> existing(TimeWindow window) throws IOException {
    List<ExistingPart> all = new ArrayList<>(community.chunks().existingParts(window));
    added.stream()
        .filter(entry -> entry.position().window().equals(window))
        .map(entry -> new ExistingPart(entry.chunk(), entry.position()))
        .forEach(all::add);
    return all;
  }
}
