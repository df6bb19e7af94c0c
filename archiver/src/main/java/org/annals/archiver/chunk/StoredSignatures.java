package org.annals.archiver.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.annals.archiver.ChunkId;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.Signature65;

/**
 * Takes the authors' signatures out of a chunk file whose sections may be damaged: they stand in
 * front of each section's frame, so they can be read when the frame cannot. Nothing that is read is
 * checked; whoever writes a chunk with them compares its id. Stateless.
 */
public final class StoredSignatures {
  private StoredSignatures() {}

  /**
   * Puts signatures back into records that have lost them.
   *
   * @param walk all records of the chunk, in the order of the walk
   * @return the same records with the signatures that the file has at their places; unchanged when
   *     its header is not the chunk's, or speaks of other sections than these records make
   * @throws IOException when the file cannot be read
   */
  public static List<PlacedRecord> putBack(List<PlacedRecord> walk, Path file, ChunkId id)
      throws IOException {
    List<SectionLayout.Section> layout = SectionLayout.of(walk);
    IdentityHashMap<PlacedRecord, PlacedRecord> signed = new IdentityHashMap<>();
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] header = header(in, id);
      long offset = (long) ChunkFormat.PREAMBLE + header.length + Signature65.LENGTH;
      int next = 0;
      for (SectionInfo section : HeaderCodec.parse(header).sections()) {
        if (section.kind() == SectionKind.MESSAGES.number()) {
          if (next == layout.size()) {
            return walk;
          }
          read(in, offset, layout.get(next++), signed);
        }
        offset += section.storedLength();
      }
      if (next != layout.size()) {
        return walk;
      }
    } catch (MalformedException e) {
      return walk;
    }
    return walk.stream().map(record -> Objects.requireNonNull(signed.get(record))).toList();
  }

  private static byte[] header(FileChannel in, ChunkId id) throws IOException, MalformedException {
    int length = ByteBuffer.wrap(Prologue.bytes(in, 0, ChunkFormat.PREAMBLE)).getInt(8);
    if (length < 1 || length > ChunkFormat.MAX_HEADER) {
      throw new MalformedException("header length out of range");
    }
    byte[] header = Prologue.bytes(in, ChunkFormat.PREAMBLE, length);
    if (!Digest.sha256(header).equals(id.digest())) {
      throw new MalformedException("another chunk id");
    }
    return header;
  }

  private static void read(
      FileChannel in,
      long offset,
      SectionLayout.Section section,
      IdentityHashMap<PlacedRecord, PlacedRecord> signed)
      throws IOException, MalformedException {
    long at = offset;
    for (PlacedRecord record : section.records()) {
      if (record.envelope().isEmpty()) {
        signed.put(record, record);
        continue;
      }
      byte[] signature = Prologue.bytes(in, at, Signature65.LENGTH);
      signed.put(record, record.with(Signature65.of(signature)));
      at += Signature65.LENGTH;
    }
  }
}
