package org.annals.bench.micro;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.MessageSectionInfo;
import org.annals.archiver.chunk.OpenOutcome;
import org.annals.archiver.chunk.SectionInfo;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;

/**
 * The uncompressed message sections of a chunk file, cut out by the lengths that its header says.
 */
final class RawSections {
  private static final int PROLOGUE = 12;

  private RawSections() {}

  static List<byte[]> of(Path file, CommunityId community, Secp256k1 curve) throws IOException {
    ChunkId id = ChunkId.parse(file.getFileName().toString().substring(0, 64));
    OpenOutcome outcome = ChunkReader.open(file, community, id, curve);
    if (!(outcome instanceof OpenOutcome.Opened opened)) {
      throw new IOException("no chunk: " + outcome);
    }
    List<byte[]> sections = new ArrayList<>();
    try (ChunkReader chunk = opened.chunk()) {
      byte[] bytes = Files.readAllBytes(file);
      int at = PROLOGUE + ByteBuffer.wrap(bytes).getInt(8) + Signature65.LENGTH;
      List<SectionInfo> stored = chunk.header().sections();
      for (int i = 0; i <= chunk.sections(); i++) {
        int length = Math.toIntExact(stored.get(i).storedLength());
        if (i > 0) {
          MessageSectionInfo info = chunk.index().sections().get(i - 1);
          int signatures = info.signatures() * Signature65.LENGTH;
          byte[] frame = new byte[length - signatures];
          System.arraycopy(bytes, at + signatures, frame, 0, frame.length);
          sections.add(Zstd.decompress(frame, info.rawLength()));
        }
        at += length;
      }
    }
    return sections;
  }
}
