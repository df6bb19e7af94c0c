package org.annals.archiver.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chunk file section by section (FORMAT section 4).
 *
 * <ul>
 *   <li>Opening checks header, signature, lengths and the index section; reading a section checks
 *       its hash again, so rot since the download is found.
 *   <li>In memory at a time: the index and what the caller keeps of a section.
 *   <li>Author signatures are not checked here: {@link RecordAuthenticator}.
 * </ul>
 *
 * <p>Sections and media may be read by several threads at once.
 */
public final class ChunkReader implements Closeable {
  private final FileChannel file;
  private final ChunkId id;
  private final Prologue prologue;
  private final ChunkIndex index;
  private final RecordReader records;

  private ChunkReader(FileChannel file, ChunkId id, Prologue prologue, ChunkIndex index) {
    this.file = file;
    this.id = id;
    this.prologue = prologue;
    this.index = index;
    this.records = new RecordReader(index);
  }

  /**
   * Opens the file of a chunk that is expected to be this one, of this community.
   *
   * @throws IOException when the file cannot be read; broken content is an outcome instead
   */
  public static OpenOutcome open(Path path, CommunityId community, ChunkId id, Secp256k1 curve)
      throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    boolean opened = false;
    try {
      Prologue prologue = Prologue.read(file, community, id, new AnnalsSignatures(curve));
      var unsupported = prologue.header().unsupported();
      if (unsupported.isPresent()) {
        return new OpenOutcome.Unsupported(prologue.header(), unsupported.get());
      }
      ChunkReader reader = new ChunkReader(file, id, prologue, index(file, prologue));
      opened = true;
      return new OpenOutcome.Opened(reader);
    } catch (MalformedException e) {
      return new OpenOutcome.Rejected(e.reason());
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  private static ChunkIndex index(FileChannel file, Prologue prologue)
      throws IOException, MalformedException {
    byte[] stored = stored(file, prologue, 0);
    int rawLength = ZstdFrame.contentSize(stored, 0, stored.length);
    byte[] raw = ZstdFrame.decompress(stored, 0, stored.length, rawLength);
    ChunkIndex index = IndexCodec.parse(raw);
    List<SectionInfo> sections = prologue.header().sections();
    long messageSections =
        sections.stream().filter(s -> s.kind() == SectionKind.MESSAGES.number()).count();
    long mediaLength =
        sections.stream()
            .filter(s -> s.kind() == SectionKind.MEDIA.number())
            .mapToLong(SectionInfo::storedLength)
            .sum();
    long archived =
        index.media().stream()
            .filter(MediaEntry.Archived.class::isInstance)
            .mapToLong(MediaEntry::length)
            .sum();
    if (messageSections != index.sections().size() || mediaLength != archived) {
      throw new MalformedException("index and header contradict each other");
    }
    return index;
  }

  private static byte[] stored(FileChannel file, Prologue prologue, int section)
      throws IOException, MalformedException {
    SectionInfo info = prologue.header().sections().get(section);
    byte[] stored =
        Prologue.bytes(file, prologue.offset(section), Math.toIntExact(info.storedLength()));
    if (!Digest.sha256(stored).equals(info.sha256())) {
      throw new MalformedException("hash of section " + section + " is wrong");
    }
    return stored;
  }

  /** Which chunk this is. */
  public ChunkId id() {
    return id;
  }

  /** The public header. */
  public ChunkHeader header() {
    return prologue.header();
  }

  /** The index section. */
  public ChunkIndex index() {
    return index;
  }

  /** How many message sections there are. */
  public int sections() {
    return index.sections().size();
  }

  /**
   * Reads a message section.
   *
   * @param section 0 to {@link #sections} - 1
   * @throws IOException when the file cannot be read
   */
  public SectionOutcome section(int section) throws IOException {
    MessageSectionInfo info = index.sections().get(section);
    try {
      return new SectionOutcome.Read(info, decode(stored(file, prologue, section + 1), info));
    } catch (MalformedException e) {
      return new SectionOutcome.Rejected("message section " + section + ": " + e.reason());
    }
  }

  private List<SectionRecord> decode(byte[] stored, MessageSectionInfo info)
      throws MalformedException {
    int frame = info.signatures() * Signature65.LENGTH;
    if (frame < 0 || frame > stored.length) {
      throw new MalformedException("more signatures than bytes");
    }
    byte[] raw = ZstdFrame.decompress(stored, frame, stored.length - frame, info.rawLength());
    SignatureCursor signatures = new SignatureCursor(stored, frame);
    List<SectionRecord> all = new ArrayList<>(Math.min(info.records(), raw.length / 2));
    CanonicalReader reader = new CanonicalReader(raw);
    while (reader.next()) {
      if (reader.field() == 1) {
        SectionRecord record = records.read(reader.presentMessage(), info.channel(), signatures);
        if (!all.isEmpty() && descends(all.get(all.size() - 1).channel(), record.channel())) {
          throw new MalformedException("channels of a shared section do not ascend");
        }
        all.add(record);
      } else {
        reader.extension();
      }
    }
    if (all.size() != info.records() || !signatures.atEnd()) {
      throw new MalformedException("the section holds another number of records or signatures");
    }
    return all;
  }

  private static boolean descends(@Nullable ChannelId before, @Nullable ChannelId now) {
    return before != null && !before.equals(now) && (now == null || before.compareTo(now) > 0);
  }

  /** Offset of media bytes in the file. */
  public long offset(MediaEntry.Archived media) {
    return prologue.offset(prologue.header().sections().size() - 1) + media.offset();
  }

  /**
   * Reads media bytes. Their hash is not checked.
   *
   * @throws IOException when the file cannot be read or is cut off
   */
  public byte[] read(MediaEntry.Archived media) throws IOException {
    try {
      return Prologue.bytes(file, offset(media), Math.toIntExact(media.length()));
    } catch (MalformedException e) {
      throw new IOException("chunk " + id + ": " + e.reason(), e);
    }
  }

  FileChannel file() {
    return file;
  }

  Prologue prologue() {
    return prologue;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Hands out the signatures in front of a section. */
  private static final class SignatureCursor implements RecordReader.Signatures {
    private final byte[] stored;
    private final int end;
    private int position;

    SignatureCursor(byte[] stored, int end) {
      this.stored = stored;
      this.end = end;
    }

    @Override
    public Signature65 next() throws MalformedException {
      if (position == end) {
        throw new MalformedException("fewer signatures than envelopes");
      }
      byte[] signature = Arrays.copyOfRange(stored, position, position + Signature65.LENGTH);
      position += Signature65.LENGTH;
      return Signature65.of(signature);
    }

    boolean atEnd() {
      return position == end;
    }
  }
}
