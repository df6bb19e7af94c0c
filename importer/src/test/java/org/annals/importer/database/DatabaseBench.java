package org.annals.importer.database;

import static org.annals.archiver.seal.PackBench.WINDOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.archiver.ChunkId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MediaBytes;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.seal.ExistingPart;
import org.annals.archiver.seal.KnownMessages;
import org.annals.archiver.seal.MemoryKnown;
import org.annals.archiver.seal.MemorySource;
import org.annals.archiver.seal.MessageSource;
import org.annals.archiver.seal.PackBench;
import org.annals.archiver.seal.PackOutcome;
import org.annals.archiver.seal.PackRequest;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.Packer;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.archiver.seal.SampleItem;
import org.annals.archiver.seal.SealRules;
import org.annals.importer.chunk.ChunkImporter;
import org.annals.importer.chunk.ImportOutcome;
import org.annals.importer.digest.MessageDigests;
import org.annals.importer.journal.JournalMessage;
import org.annals.keys.Digest;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.UnlimitedStorage;
import org.jspecify.annotations.Nullable;

/** A community, its packed chunks and databases to import them into. For tests. */
public final class DatabaseBench implements AutoCloseable {
  public final SampleCommunity community;
  public final ExecutorService verifiers = Executors.newFixedThreadPool(2);
  private final Path folder;
  private final Map<ChunkId, Path> files = new LinkedHashMap<>();
  private final Map<TimeWindow, List<ExistingPart>> parts = new TreeMap<>();
  private final Authenticator authenticator;
  private int databases;

  /** Works in this folder. */
  public DatabaseBench(Path folder) {
    this.folder = folder;
    this.community = new SampleCommunity("bench");
    this.authenticator = new Authenticator(community.id, community.curve);
  }

  /** The chunks so far and their files. */
  public Map<ChunkId, Path> files() {
    return files;
  }

  /** Packs {@link PackBench#WINDOW}. */
  public List<ChunkId> pack(SampleItem... items) throws IOException {
    return pack(WINDOW, MemorySource.of(items), null);
  }

  /** Packs what a source has of a window, as an addendum when it was packed before. */
  public List<ChunkId> pack(TimeWindow window, MessageSource source, @Nullable KnownMessages known)
      throws IOException {
    Path out = Files.createDirectories(folder.resolve("chunks"));
    List<ExistingPart> existing = parts.computeIfAbsent(window, w -> new ArrayList<>());
    var packer = new Packer(community.signer(), new UnlimitedStorage(), StorageKind.CHUNK);
    var request = new PackRequest(window, SealRules.open(), existing, out);
    KnownMessages archived = known == null ? new MemoryKnown() : known;
    var outcome = (PackOutcome.Packed) packer.pack(request, source, archived);
    List<ChunkId> ids = new ArrayList<>();
    for (PackedChunk chunk : outcome.chunks()) {
      Path file = out.resolve(chunk.id() + ".annals");
      Files.move(chunk.file(), file);
      files.put(chunk.id(), file);
      existing.add(new ExistingPart(chunk.id(), chunk.position()));
      ids.add(chunk.id());
    }
    return ids;
  }

  /** The file of a packed chunk. */
  public Path file(ChunkId chunk) {
    return Objects.requireNonNull(files.get(chunk));
  }

  /** A new database. */
  public MessageDatabase database() throws IOException {
    return open(folder.resolve("messages" + databases++ + ".mv.db"), new UnlimitedStorage());
  }

  /** Opens a database that must not be damaged. */
  public MessageDatabase open(Path path, StorageReservations storage) throws IOException {
    OpenOutcome outcome =
        MessageDatabase.open(path, community.id, community.curve, storage, key -> false);
    return ((OpenOutcome.Opened) outcome).database();
  }

  /** An importer into a database. */
  public ChunkImporter importer(MessageDatabase database) {
    return new ChunkImporter(database, community.curve, verifiers);
  }

  /** Imports chunks that must not be refused. */
  public void importInto(MessageDatabase database, Iterable<ChunkId> chunks) throws IOException {
    for (ChunkId chunk : chunks) {
      ImportOutcome outcome = importOne(database, chunk);
      if (!(outcome instanceof ImportOutcome.Imported imported) || !imported.rejected().isEmpty()) {
        throw new AssertionError("import of " + chunk + ": " + outcome);
      }
    }
  }

  /** Imports one chunk. */
  public ImportOutcome importOne(MessageDatabase database, ChunkId chunk) throws IOException {
    try {
      return importer(database).importChunk(file(chunk), chunk);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A database with these chunks. */
  public MessageDatabase databaseOf(Iterable<ChunkId> chunks) throws IOException {
    MessageDatabase database = database();
    importInto(database, chunks);
    return database;
  }

  /** An item as the journal takes it, authenticated. */
  public JournalMessage live(SampleItem item) {
    Envelope envelope = ((Envelope.Parsed) Envelope.parse(item.envelope())).envelope();
    StatedEnvelope stated =
        new StatedEnvelope(
            item.author(),
            envelope.signature(),
            envelope.type(),
            List.of(new PayloadPart.Inline(envelope.payload())));
    try {
      return JournalMessage.of(
          envelope,
          item.author(),
          (Authentication.Authenticated) authenticator.signed(stated, MediaBytes.NONE));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Adds live messages. */
  public IngestCounts addLive(MessageDatabase database, SampleItem... items) throws IOException {
    List<JournalMessage> messages = new ArrayList<>();
    for (SampleItem item : items) {
      messages.add(live(item));
    }
    return ((WriteOutcome.Done) database.addLive(messages)).counts();
  }

  /** The archived digest. */
  public static Digest archived(MessageDatabase database) {
    return MessageDigests.of(database, View.ARCHIVED).digest();
  }

  /** The digest of everything. */
  public static Digest all(MessageDatabase database) {
    return MessageDigests.of(database, View.ALL).digest();
  }

  @Override
  public void close() {
    verifiers.shutdownNow();
  }
}
