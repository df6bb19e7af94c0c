package org.annals.archiver.chunk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.seal.MemorySource;
import org.annals.archiver.seal.PackBench;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.archiver.seal.SampleItem;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.SigningKind;

/** A small chunk of real messages, and ways to break one and sign it again. For tests. */
final class SampleChunk {
  static final SampleCommunity COMMUNITY = new SampleCommunity("chunk");

  private SampleChunk() {}

  /** A chunk with text, an edit, a tombstone, a reaction, an image and a shared section. */
  static byte[] bytes(Path directory) throws IOException {
    List<SampleItem> items = new ArrayList<>();
    long at = PackBench.at(1000);
    SampleItem first = COMMUNITY.text("ann", SampleCommunity.channel(1), at, "hello");
    items.add(first);
    SampleItem second = COMMUNITY.text("bob", SampleCommunity.channel(2), at + 1, "good day");
    items.add(second);
    items.add(COMMUNITY.image("ann", SampleCommunity.channel(1), at + 2, new byte[513], ""));
    items.add(COMMUNITY.edit("ann", first, at + 10, "hello all"));
    items.add(COMMUNITY.deletion("bob", second, at + 11));
    items.add(COMMUNITY.reaction("bob", first, at + 12, 3, false));
    PackBench bench = new PackBench(COMMUNITY, directory);
    PackedChunk chunk = bench.pack(PackBench.WINDOW, MemorySource.of(items)).chunks().get(0);
    byte[] bytes = Files.readAllBytes(chunk.file());
    Files.delete(chunk.file());
    return bytes;
  }

  static byte[] header(byte[] chunk) {
    int length = ByteBuffer.wrap(chunk, 8, 4).getInt();
    return Arrays.copyOfRange(chunk, 12, 12 + length);
  }

  static byte[] body(byte[] chunk) {
    return Arrays.copyOfRange(chunk, 12 + header(chunk).length + 65, chunk.length);
  }

  static ChunkId id(byte[] chunk) {
    return new ChunkId(Digest.sha256(header(chunk)));
  }

  /** A file with this header, rightly signed. */
  static byte[] signed(byte[] header, byte[] body) {
    byte[] signature =
        new AnnalsSignatures(COMMUNITY.curve)
            .sign(SigningKind.CHUNK, COMMUNITY.key, Digest.sha256(header))
            .toBytes();
    return ByteBuffer.allocate(12 + header.length + 65 + body.length)
        .put(ChunkFormat.magic())
        .putInt(header.length)
        .put(header)
        .put(signature)
        .put(body)
        .array();
  }

  static ChunkVerdict verify(byte[] chunk, ChunkId id) {
    try {
      Path file = Files.createTempFile("chunk", ".annals");
      try {
        Files.write(file, chunk);
        return new ChunkVerifier(COMMUNITY.curve).verify(file, COMMUNITY.id, id);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Verifies a file under the id that its own header gives. */
  static ChunkVerdict verify(byte[] chunk) {
    return verify(chunk, id(chunk));
  }
}
