package org.annals.archiver.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.Secp256k1;
import org.annals.quota.work.Pace;
import org.annals.quota.work.WorkGate;

/**
 * Decides whether a file is the chunk that the catalogue lists: chunk id, community, header
 * signature, length, the hash of every section and media blob, and the form of every record. Author
 * signatures are checked at import, record by record.
 *
 * <p>Memory: one section at a time, whatever the file says. Thread-safe.
 */
public final class ChunkVerifier {
  private final Secp256k1 curve;
  private final WorkGate gate;

  /** Verifies signatures with this curve. */
  public ChunkVerifier(Secp256k1 curve) {
    this(curve, WorkGate.unlimited());
  }

  /** Verifies signatures with this curve and works as this gate lets it. */
  public ChunkVerifier(Secp256k1 curve, WorkGate gate) {
    this.curve = curve;
    this.gate = gate;
  }

  /**
   * Verifies a file.
   *
   * @throws IOException when the file cannot be read; broken content is a verdict instead
   */
  public ChunkVerdict verify(Path file, CommunityId community, ChunkId id) throws IOException {
    try (WorkGate.Work work = gate.begin(community.account())) {
      OpenOutcome outcome = ChunkReader.open(file, community, id, curve);
      if (outcome instanceof OpenOutcome.Opened opened) {
        try (ChunkReader chunk = opened.chunk()) {
          return verify(chunk, work);
        }
      }
      if (outcome instanceof OpenOutcome.Unsupported unsupported) {
        return verifyUnsupported(file, unsupported, work);
      }
      return new ChunkVerdict.Rejected(((OpenOutcome.Rejected) outcome).reason());
    }
  }

  private static ChunkVerdict verify(ChunkReader chunk, Pace pace) throws IOException {
    for (int i = 0; i < chunk.sections(); i++) {
      if (chunk.section(i) instanceof SectionOutcome.Rejected rejected) {
        return new ChunkVerdict.Rejected(rejected.reason());
      }
      pace.step();
    }
    try {
      verifyMedia(chunk, pace);
    } catch (MalformedException e) {
      return new ChunkVerdict.Rejected(e.reason());
    }
    return new ChunkVerdict.Verified(chunk.header(), chunk.index().counts());
  }

  private static void verifyMedia(ChunkReader chunk, Pace pace)
      throws IOException, MalformedException {
    List<SectionInfo> sections = chunk.header().sections();
    SectionInfo last = sections.get(sections.size() - 1);
    if (last.kind() != SectionKind.MEDIA.number()) {
      return;
    }
    MessageDigest all = Digest.newSha256();
    long offset = chunk.prologue().offset(sections.size() - 1);
    for (MediaEntry entry : chunk.index().media()) {
      if (entry instanceof MediaEntry.Archived media) {
        MessageDigest own = Digest.newSha256();
        hash(chunk.file(), offset + media.offset(), media.length(), all, own);
        require(own, media.digest(), "hash of a media blob is wrong");
        pace.step();
      }
    }
    require(all, last.sha256(), "hash of the media section is wrong");
  }

  private static ChunkVerdict verifyUnsupported(
      Path path, OpenOutcome.Unsupported outcome, Pace pace) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long offset = file.size() - outcome.header().storedLength();
      for (SectionInfo section : outcome.header().sections()) {
        MessageDigest own = Digest.newSha256();
        hash(file, offset, section.storedLength(), own);
        require(own, section.sha256(), "hash of a section is wrong");
        pace.step();
        offset += section.storedLength();
      }
      return new ChunkVerdict.Unsupported(outcome.header(), outcome.reason());
    } catch (MalformedException e) {
      return new ChunkVerdict.Rejected(e.reason());
    }
  }

  private static void hash(FileChannel file, long offset, long length, MessageDigest... digests)
      throws IOException, MalformedException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (long done = 0; done < length; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
      int count = file.read(buffer, offset + done);
      if (count < 0) {
        throw new MalformedException("the file is cut off");
      }
      for (MessageDigest digest : digests) {
        digest.update(buffer.array(), 0, count);
      }
      done += count;
    }
  }

  private static void require(MessageDigest computed, Digest expected, String otherwise)
      throws MalformedException {
    if (!Arrays.equals(computed.digest(), expected.toBytes())) {
      throw new MalformedException(otherwise);
    }
  }
}
