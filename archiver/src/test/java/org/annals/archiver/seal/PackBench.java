package org.annals.archiver.seal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.AcceptedRecord;
import org.annals.archiver.chunk.AuthenticatedSection;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.OpenOutcome;
import org.annals.archiver.chunk.RecordAuthenticator;
import org.annals.archiver.chunk.SectionOutcome;
import org.annals.archiver.message.Authenticator;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;

/** Packs windows of a sample community and reads them back. For tests. */
public final class PackBench {
  /** A window of November 2023. */
  public static final TimeWindow WINDOW = new TimeWindow(2811);

  public final SampleCommunity community;
  public final UnlimitedStorage storage = new UnlimitedStorage();
  public SealRules rules = SealRules.open();
  public MemoryKnown known = new MemoryKnown();
  public List<ExistingPart> existing = List.of();
  private final Path directory;

  /** Packs into this directory. */
  public PackBench(SampleCommunity community, Path directory) {
    this.community = community;
    this.directory = directory;
  }

  /** A clock of {@link #WINDOW}. */
  public static long at(long millis) {
    return WINDOW.startSeconds() * 1000 + millis;
  }

  private Packer packer() {
    return new Packer(community.signer(), storage, StorageKind.CHUNK);
  }

  private PackRequest request(TimeWindow window) {
    return new PackRequest(window, rules, existing, directory);
  }

  /** Packs a window. */
  public PackOutcome outcome(TimeWindow window, MessageSource source) throws IOException {
    return packer().pack(request(window), source, known);
  }

  /** Packs a window that must not be refused. */
  public PackOutcome.Packed pack(TimeWindow window, MessageSource source) throws IOException {
    return (PackOutcome.Packed) outcome(window, source);
  }

  /** Packs {@link #WINDOW}. */
  public PackOutcome.Packed pack(SampleItem... items) throws IOException {
    return pack(WINDOW, MemorySource.of(items));
  }

  /** Plans a window. */
  public PackPlan plan(TimeWindow window, MessageSource source) throws IOException {
    return packer().plan(request(window), source, known);
  }

  /** Opens a packed chunk. */
  public ChunkReader open(PackedChunk chunk) throws IOException {
    return ((OpenOutcome.Opened)
            ChunkReader.open(chunk.file(), community.id, chunk.id(), community.curve))
        .chunk();
  }

  /** All accepted records of packed chunks; none may be rejected. */
  public List<AcceptedRecord> read(PackOutcome.Packed packed) throws IOException {
    List<AcceptedRecord> all = new ArrayList<>();
    Map<String, Integer> rejected = new TreeMap<>();
    for (PackedChunk chunk : packed.chunks()) {
      try (ChunkReader reader = open(chunk)) {
        for (int i = 0; i < reader.sections(); i++) {
          AuthenticatedSection section = authenticated(reader, i);
          all.addAll(section.accepted());
          rejected.putAll(section.rejected());
        }
      }
    }
    if (!rejected.isEmpty()) {
      throw new AssertionError("rejected records: " + rejected);
    }
    return all;
  }

  /** A section with its records checked. */
  public AuthenticatedSection authenticated(ChunkReader reader, int section) throws IOException {
    return new RecordAuthenticator(reader, new Authenticator(community.id, community.curve))
        .authenticate((SectionOutcome.Read) reader.section(section));
  }
}
