package org.annals.archiver.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.Signature65;
import org.annals.keys.SigningKind;

/**
 * What stands before the sections, checked: magic, header, chunk id, community, signature, and that
 * the file is exactly as long as its header says.
 *
 * @param bodyStart offset of the first section in the file
 */
record Prologue(ChunkHeader header, long bodyStart) {

  static Prologue read(
      FileChannel file, CommunityId community, ChunkId id, AnnalsSignatures signatures)
      throws IOException, MalformedException {
    ByteBuffer preamble = ByteBuffer.wrap(bytes(file, 0, ChunkFormat.PREAMBLE));
    byte[] magic = new byte[8];
    preamble.get(magic);
    int length = preamble.getInt();
    if (!Arrays.equals(magic, ChunkFormat.magic())) {
      throw new MalformedException("not a chunk file");
    }
    if (length < 1 || length > ChunkFormat.MAX_HEADER) {
      throw new MalformedException("header length out of range");
    }
    byte[] headerBytes = bytes(file, ChunkFormat.PREAMBLE, length);
    byte[] signature = bytes(file, ChunkFormat.PREAMBLE + (long) length, Signature65.LENGTH);
    Digest hash = Digest.sha256(headerBytes);
    if (!hash.equals(id.digest())) {
      throw new MalformedException("another chunk id");
    }
    ChunkHeader header = HeaderCodec.parse(headerBytes);
    if (!header.community().equals(community)) {
      throw new MalformedException("another community");
    }
    if (!signatures.verify(SigningKind.CHUNK, community.key(), hash, Signature65.of(signature))) {
      throw new MalformedException("header signature is wrong");
    }
    long bodyStart = (long) ChunkFormat.PREAMBLE + length + Signature65.LENGTH;
    checkLength(header, file.size() - bodyStart);
    if (header.unsupported().isEmpty()) {
      checkSections(header.sections());
    }
    return new Prologue(header, bodyStart);
  }

  /** Offset of a section in the file. */
  long offset(int section) {
    long offset = bodyStart;
    for (int i = 0; i < section; i++) {
      offset += header.sections().get(i).storedLength();
    }
    return offset;
  }

  /** Reads bytes that must be there. */
  static byte[] bytes(FileChannel file, long offset, int length)
      throws IOException, MalformedException {
    if (length > file.size() - offset) {
      throw new MalformedException("the file is cut off");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, offset + buffer.position()) < 0) {
        throw new MalformedException("the file is cut off");
      }
    }
    return buffer.array();
  }

  private static void checkLength(ChunkHeader header, long body) throws MalformedException {
    long left = body;
    for (SectionInfo section : header.sections()) {
      left -= section.storedLength();
      if (left < 0) {
        break;
      }
    }
    if (left != 0) {
      throw new MalformedException("the file is not as long as its header says");
    }
  }

  private static void checkSections(List<SectionInfo> sections) throws MalformedException {
    for (int i = 0; i < sections.size(); i++) {
      SectionInfo section = sections.get(i);
      SectionKind kind =
          SectionKind.ofNumber(section.kind())
              .orElseThrow(() -> new MalformedException("unknown section kind"));
      boolean last = i == sections.size() - 1;
      boolean inPlace =
          switch (kind) {
            case INDEX -> i == 0;
            case MESSAGES -> i > 0 && i <= ChunkFormat.MAX_MESSAGE_SECTIONS;
            case MEDIA -> i > 1 && last;
          };
      long cap =
          kind == SectionKind.MEDIA
              ? (long) ChunkFormat.MAX_MEDIA * ChunkFormat.MAX_MEDIA_BLOB
              : ChunkFormat.MAX_STORED_SECTION;
      if (!inPlace || section.storedLength() > cap || (sections.size() < 2)) {
        throw new MalformedException("sections out of place or too long");
      }
    }
  }
}
