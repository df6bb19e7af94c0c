package org.annals.node.owner;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;

/**
 * What an owner takes out of the history (FORMAT sections 5 and 8): chunks, which go on the list of
 * removed ones; or messages, whose chunks are replaced by ones with a tombstone in their place.
 */
public final class Removing {
  private final HomeParts parts;

  /** For the communities of a home. */
  public Removing(HomeParts parts) {
    this.parts = parts;
  }

  /**
   * What was done.
   *
   * @param replaced chunks that were packed again
   * @param waiting messages that are not archived yet: their tombstones are packed with their weeks
   */
  public record Removed(int messages, int replaced, int waiting) {}

  /** Takes chunks out, all of them listed. */
  public void chunks(
      Community community, Collection<ChunkId> chunks, RemovalReason reason, OwnerWork.Leave leave)
      throws IOException {
    CatalogueChanges changes = CatalogueChanges.NONE.removing(all(chunks, reason));
    community.publish(leave.key(), changes, leave.newEpoch());
    leave.published().published();
  }

  /**
   * Takes messages out, all of them known.
   *
   * @param reason {@code OWNER} or {@code LEGAL}; for the latter, the bytes of the replaced chunks
   *     go at once everywhere
   * @throws Packing.NoRoomException when there is no room for the replacements; nothing is listed
   */
  public Removed messages(
      Community community,
      Collection<KnownMessage> messages,
      RemovalReason reason,
      OwnerWork.Leave leave)
      throws IOException, Packing.NoRoomException, InterruptedException {
    TombstoneReason why =
        reason == RemovalReason.LEGAL ? TombstoneReason.LEGAL : TombstoneReason.OWNER;
    Map<MessageId, TombstoneReason> removed = new HashMap<>();
    Set<ChunkId> holders = new HashSet<>();
    int waiting = 0;
    for (KnownMessage message : messages) {
      Set<ChunkId> chunks = community.messages().chunksOf(message.id());
      removed.put(message.id(), why);
      holders.addAll(chunks);
      if (community.messages().known().find(List.of(message.id())).isEmpty()) {
        parts.tables().removedMessages().put(community.id(), message, why);
        waiting++;
      }
    }
    int replaced = replace(community, holders, removed, reason, leave);
    for (KnownMessage message : messages) {
      community.messages().bury(message, why);
    }
    return new Removed(messages.size(), replaced, waiting);
  }

  private int replace(
      Community community,
      Set<ChunkId> holders,
      Map<MessageId, TombstoneReason> removed,
      RemovalReason reason,
      OwnerWork.Leave leave)
      throws IOException, Packing.NoRoomException, InterruptedException {
    Map<ChunkId, CatalogueEntry> listed = community.head().view().contents().entries();
    Rewriting rewriting = new Rewriting(parts, community, leave.key());
    for (ChunkId chunk : holders) {
      CatalogueEntry entry = listed.get(chunk);
      if (entry != null) {
        requireOnDisk(community, chunk);
        rewriting.withoutMessages(entry, removed);
      }
    }
    CatalogueChanges changes =
        CatalogueChanges.NONE.adding(rewriting.added()).removing(all(rewriting.emptied(), reason));
    if (reason.immediate()) {
      for (CatalogueEntry entry : rewriting.added()) {
        changes = changes.removing(all(entry.supersedes(), reason));
      }
    }
    if (!changes.equals(CatalogueChanges.NONE)) {
      community.publish(leave.key(), changes, leave.newEpoch());
      leave.published().published();
      new OwnChunks(parts).show(community, rewriting.added());
    }
    return rewriting.added().size() + rewriting.emptied().size();
  }

  private static void requireOnDisk(Community community, ChunkId chunk) throws IOException {
    Optional<LedgerEntry> held =
        community.chunks().find(chunk).filter(entry -> entry.file().isPresent());
    if (held.isEmpty()) {
      throw new IOException("the chunk " + chunk + " is not on this disk yet");
    }
  }

  private static Map<ChunkId, RemovalReason> all(Collection<ChunkId> chunks, RemovalReason reason) {
    Map<ChunkId, RemovalReason> all = new HashMap<>();
    chunks.forEach(chunk -> all.put(chunk, reason));
    return all;
  }
}
