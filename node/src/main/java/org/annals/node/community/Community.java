package org.annals.node.community;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.ExistingPart;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ChunkStore;
import org.annals.archiver.store.LedgerEntry;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.importer.chunk.PackAgain;
import org.annals.importer.database.Retention;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Digest;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.ChannelEntry;
import org.annals.magnetindex.catalogue.CommunityCard;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.catalogue.SignedCatalogue;
import org.annals.magnetindex.head.CatalogueHead;
import org.annals.magnetindex.head.HeadAlert;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.head.HeadView;
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
  private final CurrentDatabase database;
  private final Messages messages;
  private final Filling filling;
  private final ReentrantLock packing = new ReentrantLock();
  private final ChunkContents contents;
  private volatile CommunityRow row;

  private Community(
      HomeParts parts,
      CommunityRow row,
      ChunkContents contents,
      CatalogueHead head,
      LiveJournal journal,
      CurrentDatabase database) {
    this.parts = parts;
    this.row = row;
    this.contents = contents;
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
      CurrentDatabase database = CurrentDatabase.open(parts, id, directory, retention(head, parts));
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

  /** What a chunk holds, as far as it is on this disk and can be read. */
  public Optional<ChunkContent> content(ChunkId chunk) throws IOException {
    return contents.find(chunk);
  }

  /** Whether the time of everything in a chunk is over, by this home's clock. */
  public boolean isOver(ChunkPosition position, ChunkId chunk) throws IOException {
    Expiry expiry = expiry();
    if (expiry.isOver(position)
        || !expiry.isOver(position, position.window().startSeconds() * 1000)) {
      return expiry.isOver(position);
    }
    return content(chunk)
        .filter(content -> expiry.isOver(position, content.lastClock()))
        .isPresent();
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

  /** Where its kept catalogues are; need not exist yet. */
  public Path catalogues() {
    return parts.home().community(id()).resolve("catalogues");
  }

  /** Where what is being fetched goes; the directory exists. */
  public Path incoming() {
    return parts.home().incoming();
  }

  /** Where chunks are written before they are kept. */
  public Path packing() {
    return parts.home().incoming().resolve("packing");
  }

  /** The store of chunks. */
  public ChunkStore store() {
    return parts.store();
  }

  /** Where a chunk's file is, or would be. */
  public Path chunkFile(ChunkId chunk) {
    return parts.store().file(id(), chunk);
  }

  /** Whether a chunk's bytes are on this disk, if only damaged ones that were set aside. */
  public boolean holdsBytes(LedgerEntry entry) {
    return entry.file().isPresent() || store().damagedFile(id(), entry.chunk()).isPresent();
  }

  /** All chunks that the ledger knows, oldest first. */
  public List<LedgerEntry> ledger() throws IOException {
    return parts.tables().ledger().list(id());
  }

  /** One chunk of the ledger. */
  public Optional<LedgerEntry> ledgerEntry(ChunkId chunk) throws IOException {
    return parts.tables().ledger().find(id(), chunk);
  }

  /** Takes a listed chunk into the ledger, unless it is there. */
  public LedgerEntry announce(CatalogueEntry entry, Instant now) throws IOException {
    Optional<LedgerEntry> known = ledgerEntry(entry.chunk());
    if (known.isPresent()) {
      return known.get();
    }
    LedgerEntry announced = announced(entry, now);
    parts.tables().ledger().put(announced);
    return announced;
  }

  /** Takes listed chunks that the ledger does not know into it, as one change. */
  public void announceAll(Collection<CatalogueEntry> entries, Instant now) throws IOException {
    List<LedgerEntry> fresh = new ArrayList<>();
    for (CatalogueEntry each : entries) {
      if (ledgerEntry(each.chunk()).isEmpty()) {
        fresh.add(announced(each, now));
      }
    }
    parts.tables().ledger().putAll(fresh);
  }

  private LedgerEntry announced(CatalogueEntry entry, Instant now) {
    return LedgerEntry.announced(
        id(),
        new LedgerEntry.Listed(
            entry.chunk(),
            entry.position(),
            entry.infoHash(),
            entry.size(),
            entry.counts().messages(),
            entry.counts().images()),
        now);
  }

  /** Keeps a torrent's dictionary, so that its file is not hashed again. */
  public void keepTorrent(TorrentInfo info) throws IOException {
    parts.tables().torrents().put(info.infoHash(), info.dictionary());
  }

  /** The torrent of a chunk on disk: kept, or else computed from its file. */
  public TorrentInfo torrent(LedgerEntry entry) throws IOException {
    Optional<byte[]> kept = parts.tables().torrents().find(entry.infoHash());
    if (kept.isPresent() && TorrentInfo.parse(kept.get()) instanceof TorrentInfo.Parsed parsed) {
      return parsed.info();
    }
    TorrentInfo info = TorrentInfo.ofFile(entry.chunk() + ".annals", chunkFile(entry.chunk()));
    keepTorrent(info);
    return info;
  }

  /** The newest catalogues on disk, those that are served. */
  public List<Path> newestCatalogues() throws IOException {
    return parts.tables().catalogues().newest(id());
  }

  /** Deletes the files of old catalogues, which are served no more. */
  public void pruneCatalogues() throws IOException {
    parts.tables().catalogues().prune(id(), waitingCatalogues());
  }

  private Set<Digest> waitingCatalogues() {
    return head.view().waiting().stream()
        .map(HeadAlert.NeedsWord::catalogue)
        .collect(Collectors.toSet());
  }

  /** Stops serving a file; when it returns, no handle on it is open. */
  @FunctionalInterface
  public interface StopServing {
    /** Called before the file goes. */
    void stop(InfoHash file) throws IOException;
  }

  /** Deletes all catalogues but the accepted one and those that something still refers to. */
  public void dropOldCatalogues(StopServing serving) throws IOException {
    for (Path each : oldCatalogues()) {
      serving.stop(TorrentInfo.ofFile(each.getFileName().toString(), each).infoHash());
      parts.tables().catalogues().drop(id(), each);
    }
  }

  /** What {@link #dropOldCatalogues} would free. */
  public long oldCatalogueBytes() throws IOException {
    long bytes = 0;
    for (Path each : oldCatalogues()) {
      bytes += Files.size(each);
    }
    return bytes;
  }

  private List<Path> oldCatalogues() throws IOException {
    return parts.tables().catalogues().unnamed(id(), waitingCatalogues());
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
        ledger().stream()
            .filter(entry -> entry.state() == ChunkState.EVICTED)
            .map(LedgerEntry::chunk)
            .toList();
    noteAll(lost, entry -> entry.in(entry.state(), note, entry.changed()));
  }

  /**
   * The parts that a window has or had. Removed ones count too: else the same messages in the same
   * place would make the same chunk again, which nobody accepts any more.
   */
  public List<ExistingPart> existingParts(TimeWindow window) throws IOException {
    HeadView view = head.view();
    Map<ChunkId, ChunkPosition> all = new HashMap<>();
    view.contents().entries().values().forEach(each -> all.put(each.chunk(), each.position()));
    ledger().stream()
        .filter(entry -> view.contents().removed().containsKey(entry.chunk()))
        .forEach(entry -> all.put(entry.chunk(), entry.position()));
    return all.entrySet().stream()
        .filter(each -> each.getValue().window().equals(window))
        .map(each -> new ExistingPart(each.getKey(), each.getValue()))
        .toList();
  }

  /** When the newest chunk of a window was packed or fetched here. */
  public Optional<Instant> newestPacked(TimeWindow window) throws IOException {
    return ledger().stream()
        .filter(entry -> entry.position().window().equals(window))
        .filter(entry -> head.view().listed().containsKey(entry.chunk()))
        .map(LedgerEntry::changed)
        .max(Comparator.naturalOrder());
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
            partsBefore(entry.position()),
            store().damagedFile(id(), entry.chunk()));
    MediaHere media = new MediaHere(id(), journal, database, store());
    return database
        .using(now -> new PackAgain(now, parts.curve(), key, parts.storage()))
        .run(lost, digest -> media.find(digest, entry.chunk()), target);
  }

  private List<Optional<ChunkId>> partsBefore(ChunkPosition position) throws IOException {
    if (position.part() == 0) {
      return List.of(Optional.empty());
    }
    return ledger().stream()
        .filter(each -> each.position().window().equals(position.window()))
        .filter(each -> each.position().group().equals(position.group()))
        .filter(each -> each.position().part() == position.part() - 1)
        .map(each -> Optional.of(each.chunk()))
        .toList();
  }

  /** Changes one chunk of the ledger. */
  public void note(ChunkId chunk, UnaryOperator<LedgerEntry> change) throws IOException {
    parts.tables().ledger().change(id(), chunk, change);
  }

  /** Changes several chunks of the ledger as one change. */
  public void noteAll(Collection<ChunkId> chunks, UnaryOperator<LedgerEntry> change)
      throws IOException {
    parts.tables().ledger().changeAll(id(), chunks, change);
  }

  /** How many listed chunks are in the message database although their files are not here. */
  public long textOnly() throws IOException {
    return ledger().stream()
        .filter(entry -> !entry.state().isServed() && entry.state() != ChunkState.REMOVED)
        .filter(entry -> entry.imported().complete() || entry.imported().sections() > 0)
        .filter(entry -> head.view().listed().containsKey(entry.chunk()))
        .count();
  }

  /** Makes the message database anew from chunks and journal. */
  public void rebuild(Filling.RebuildListener listener) throws IOException, InterruptedException {
    filling.rebuild(
        ledger().stream()
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
