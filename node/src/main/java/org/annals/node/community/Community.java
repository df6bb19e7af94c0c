package org.annals.node.community;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.chunk.PackAgain;
import org.annals.importer.database.Retention;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.ChannelEntry;
import org.annals.magnetindex.catalogue.CommunityCard;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.catalogue.SignedCatalogue;
import org.annals.magnetindex.head.CatalogueHead;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.magnetindex.owner.NextCatalogue;
import org.annals.node.database.CommunityRow;

/**
 * One community of an opened home: its accepted catalogue, chunks, live journal and message
 * database. Thread-safe.
 */
public final class Community implements AutoCloseable {
  private final HomeParts parts;
  private final CatalogueHead head;
  private final LiveJournal journal;
  private final CommunityDatabase database;
  private final Messages messages;
  private final Filling filling;
  private final ReentrantLock packing = new ReentrantLock();
  private final CommunityChunks chunks;
  private final KeptCatalogues catalogues;
  private volatile CommunityRow row;

  private Community(
      HomeParts parts,
      CommunityRow row,
      ChunkContents contents,
      CatalogueHead head,
      LiveJournal journal,
      CommunityDatabase database) {
    this.parts = parts;
    this.row = row;
    this.chunks = new CommunityChunks(parts, row.id(), head, contents);
    this.catalogues = new KeptCatalogues(parts, row.id(), head);
    this.head = head;
    this.journal = journal;
    this.database = database;
    this.messages = new Messages(row.id(), journal, database);
    this.filling = new Filling(parts, row.id(), journal, database, messages);
  }

  /**
   * Opens everything that belongs to a community, making what is not there yet.
   *
   * @throws IOException when something cannot be opened; nothing stays open then
   */
  public static Community open(HomeParts parts, CommunityRow row) throws IOException {
    CommunityId id = row.id();
    Path directory = parts.home().community(id);
    Files.createDirectories(directory);
    ChunkContents contents = new ChunkContents(parts, id);
    CatalogueHead head =
        CatalogueHead.open(
            id,
            new CatalogueHead.Surroundings(
                parts.tables().catalogues(),
                parts.signatures(),
                parts.clock(),
                parts.ticker(),
                contents));
    LiveJournal journal =
        LiveJournal.open(directory.resolve("live"), id.account(), parts.storage());
    try {
      CommunityDatabase database =
          CommunityDatabase.open(parts, id, directory, retention(head, parts));
      Community community = new Community(parts, row, contents, head, journal, database);
      try {
        community.filling.begin();
        return community;
      } catch (IOException | RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /** Its id. */
  public CommunityId id() {
    return row.id();
  }

  /** What this home has set down about it. */
  public CommunityRow row() {
    return row;
  }

  /** Sets something else down; durable when it returns. */
  public synchronized void update(CommunityRow changed) throws IOException {
    parts.tables().communities().put(changed);
    row = changed;
  }

  /** Takes the name over that a signed catalogue gives. */
  public synchronized void learnName(String name) throws IOException {
    if (!name.isEmpty() && !name.equals(row.name())) {
      update(row.named(name));
    }
  }

  /** The community's private key, when this home owns it. */
  public Optional<PrivateKey> key() throws KeyStoreException {
    return row.owned() ? parts.keys().find(keyName()) : Optional.empty();
  }

  /** Under which name the key store keeps the community's key. */
  public String keyName() {
    return keyName(id());
  }

  /** Under which name the key store keeps a community's key. */
  public static String keyName(CommunityId id) {
    return "community-" + id.toString().substring(2);
  }

  /**
   * Held while windows are packed, and while an import or a capture goes on: so that a session is
   * packed as a whole, whatever the clock says meanwhile.
   */
  public ReentrantLock packingLock() {
    return packing;
  }

  /** Which catalogue counts. */
  public CatalogueHead head() {
    return head;
  }

  /** What the owner's auto-delete rules mean now. */
  public Expiry expiry() {
    return expiry(head, parts);
  }

  private static Retention retention(CatalogueHead head, HomeParts parts) {
    return new Retention() {
      @Override
      public long keepFrom(ChannelId channel) {
        return expiry(head, parts).keepFrom(channel);
      }

      @Override
      public long orphansFrom(ChannelId channel) {
        return expiry(head, parts).orphansFrom(channel);
      }
    };
  }

  private static Expiry expiry(CatalogueHead head, HomeParts parts) {
    return Expiry.of(head.view().contents().policy(), parts.clock().instant());
  }

  /** What the owner took out before it was archived, with the reasons. */
  public Map<KnownMessage, TombstoneReason> removedMessages() throws IOException {
    return parts.tables().removedMessages().all(id());
  }

  /**
   * Forgets for good what is over or deleted: rows, journal entries, and the bytes that stand in
   * free parts of the database's file.
   *
   * @return false when packing or importing goes on, or there is no room: try again later
   */
  public boolean forget() throws IOException {
    if (!packing.tryLock()) {
      return false;
    }
    try {
      return filling.forget(expiry());
    } finally {
      packing.unlock();
    }
  }

  /** Whether anything is over or deleted whose bytes may still be here. */
  public boolean hasToForget() {
    return !expiry().rules().isEmpty() || messages.hasErased();
  }

  /** Whether the time of everything in a chunk is over, by this home's clock. */
  public boolean isOver(ChunkPosition position, ChunkId chunk) throws IOException {
    Expiry expiry = expiry();
    if (expiry.isOver(position)
        || !expiry.isOver(position, position.window().startSeconds() * 1000)) {
      return expiry.isOver(position);
    }
    return chunks
        .content(chunk)
        .filter(content -> expiry.isOver(position, content.lastClock()))
        .isPresent();
  }

  /** Its chunks. */
  public CommunityChunks chunks() {
    return chunks;
  }

  /** Its catalogues on this disk. */
  public KeptCatalogues catalogues() {
    return catalogues;
  }

  /** Messages that are not packed yet. */
  public LiveJournal journal() {
    return journal;
  }

  /** The messages in its database. */
  public Messages messages() {
    return messages;
  }

  /** What fills the message database. */
  public Filling filling() {
    return filling;
  }

  /** Where what is being fetched goes; the directory exists. */
  public Path incoming() {
    return parts.home().incoming();
  }

  /** Where chunks are written before they are kept. */
  public Path packing() {
    return parts.home().incoming().resolve("packing");
  }

  /**
   * Gives all rows of the message database up at once, which needs no room: a new one takes its
   * place, and chunks that are here wait to be imported into it.
   *
   * @param note what the ledger says of those that are not here
   */
  public void startMessagesAnew(String note) throws IOException {
    filling.startAnew();
    List<ChunkId> lost =
        chunks.all().stream()
            .filter(entry -> entry.state() == ChunkState.EVICTED)
            .map(LedgerEntry::chunk)
            .toList();
    chunks.changeAll(lost, entry -> entry.in(entry.state(), note, entry.changed()));
  }

  /**
   * Writes a chunk of this owned community again whose file has gone bad, from the message database
   * and what is left of the file.
   *
   * @param target does not exist yet
   */
  public PackAgain.Outcome packAgain(PrivateKey key, LedgerEntry entry, Path target)
      throws IOException {
    PackAgain.Lost lost =
        new PackAgain.Lost(
            entry.chunk(),
            entry.position(),
            chunks.partsBefore(entry.position()),
            parts.store().damagedFile(id(), entry.chunk()));
    MediaHere media = new MediaHere(id(), journal, database, parts.store());
    return database
        .using(now -> new PackAgain(now, parts.curve(), key, parts.storage()))
        .run(lost, digest -> media.find(digest, entry.chunk()), target);
  }

  /** Makes the message database anew from chunks and journal. */
  public void rebuild(Filling.RebuildListener listener) throws IOException, InterruptedException {
    filling.rebuild(
        chunks.all().stream()
            .filter(entry -> entry.state() == ChunkState.VERIFIED)
            .filter(entry -> head.view().listed().containsKey(entry.chunk()))
            .toList(),
        listener);
  }

  /** What the next catalogue says of the community. */
  public CommunityCard card() throws IOException {
    return new CommunityCard(row.name(), channels(), row.recoveryKeyHash());
  }

  /** All channels that are known: of the catalogue in force, and for owners their own table. */
  public List<ChannelEntry> channels() throws IOException {
    SortedMap<ChannelId, ChannelEntry> all = new TreeMap<>();
    head.view().contents().card().channels().forEach(each -> all.put(each.id(), each));
    parts.tables().channels().all(id()).forEach(each -> all.put(each.id(), each));
    return List.copyOf(all.values());
  }

  /** Adds or replaces a channel of an owned community; it is published with the next catalogue. */
  public void describe(ChannelEntry channel) throws IOException {
    parts.tables().channels().put(id(), channel);
  }

  /**
   * Signs the next catalogue and puts it into force; durable when it returns. The caller has the
   * right to publish.
   */
  public synchronized HeadOutcome publish(
      PrivateKey key, CatalogueChanges changes, boolean newEpoch) throws IOException {
    Catalogue next =
        NextCatalogue.of(
            head.view(),
            changes.describing(card()),
            new NextCatalogue.Ground(
                id(), InstanceId.of(row.instanceId()), newEpoch, parts.clock().instant()));
    SignedCatalogue signed = CatalogueFile.sign(next, key, parts.signatures());
    HeadOutcome outcome = head.publish(signed);
    if (!(outcome instanceof HeadOutcome.Applied)) {
      throw new IOException("this home does not accept its own catalogue: " + outcome);
    }
    return outcome;
  }

  @Override
  public void close() throws IOException {
    try (journal) {
      database.close();
    }
  }
}
