package org.annals.importer.chunk;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.annals.archiver.seal.SampleCommunity.channel;
import static org.annals.archiver.seal.SampleCommunity.png;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.seal.MemorySource;
import org.annals.archiver.seal.SampleItem;
import org.annals.importer.database.DatabaseBench;
import org.annals.importer.database.MessageDatabase;
import org.annals.keys.Digest;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An owner who is alone writes a chunk again whose file has gone bad. */
class PackAgainTest {
  @TempDir Path folder;
  private DatabaseBench bench;
  private MessageDatabase database;
  private final UnlimitedStorage storage = new UnlimitedStorage();
  private final byte[] picture = noise(20_000, 1);
  private final byte[] attachment = noise(30_000, 2);

  @BeforeEach
  void start() throws IOException {
    bench = new DatabaseBench(folder);
    database = bench.database();
  }

  @AfterEach
  void stop() throws IOException {
    database.close();
    bench.close();
  }

  private static byte[] noise(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private ChunkId packed(MemorySource source) throws IOException {
    List<ChunkId> chunks = bench.pack(WINDOW, source, null);
    assertThat(chunks).hasSize(1);
    bench.importInto(database, chunks);
    return chunks.get(0);
  }

  /** Members' messages with all that can be folded into them or said about them. */
  private MemorySource nativeMessages() {
    var all = bench.community;
    SampleItem first = all.text("ann", channel(1), at(1_000), "first");
    SampleItem second = all.text("bob", channel(2), at(2_000), "second");
    return MemorySource.of(
        first,
        second,
        all.edit("ann", first, at(3_000), "first, better"),
        all.reaction("bob", first, at(4_000), 1, false),
        all.pin("owner", second, at(5_000), true),
        all.image("ann", channel(1), at(6_000), picture, ""));
  }

  private MemorySource imports() {
    List<SampleItem> items = new ArrayList<>();
    for (int n = 0; n < 50; n++) {
      items.add(bench.community.imported("id-" + n, at(n), "message " + n, 0, List.of()));
    }
    items.add(bench.community.imported("id-p", at(99), "a picture", 0, List.of(png(attachment))));
    MemorySource source = MemorySource.of(items);
    source.addMedia(attachment);
    return source;
  }

  /** Changes bytes of the chunk's file and packs the chunk again. */
  private PackAgain.Outcome again(ChunkId chunk, int... damagedAt) throws IOException {
    byte[] bytes = Files.readAllBytes(bench.file(chunk));
    for (int position : damagedAt) {
      bytes[position] ^= 0x20;
    }
    Path damaged = Files.write(folder.resolve("damaged"), bytes);
    return again(chunk, Optional.of(damaged), digest -> Optional.empty());
  }

  private PackAgain.Outcome again(
      ChunkId chunk, Optional<Path> damaged, PackAgain.Elsewhere elsewhere) throws IOException {
    PackAgain.Lost lost =
        new PackAgain.Lost(
            chunk,
            new ChunkPosition(WINDOW, GroupId.PUBLIC, 0, 0),
            List.of(Optional.empty()),
            damaged);
    return new PackAgain(database, bench.community.curve, bench.community.key, storage)
        .run(lost, elsewhere, folder.resolve("again"));
  }

  private void assertSame(PackAgain.Outcome outcome, ChunkId chunk) throws IOException {
    long length = Files.size(bench.file(chunk));
    assertThat(outcome).isEqualTo(new PackAgain.Same(length));
    assertThat(folder.resolve("again")).hasBinaryContent(Files.readAllBytes(bench.file(chunk)));
    assertThat(used()).isEqualTo(length);
  }

  private long used() {
    return storage
        .usage(bench.community.id.account())
        .used()
        .getOrDefault(StorageKind.TEMPORARY, 0L);
  }

  /** Where the message section's frame begins: behind the signatures of the first section. */
  private int insideMessages(ChunkId chunk) throws IOException {
    byte[] bytes = Files.readAllBytes(bench.file(chunk));
    byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
    int found = 0;
    for (int i = 0; i < bytes.length - frame.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + 4, frame, 0, 4) && ++found == 2) {
        return i + 20;
      }
    }
    throw new AssertionError("no second frame");
  }

  @Test
  void run_nativeMessages_messageSectionDamaged_sameBytes() throws IOException {
    ChunkId chunk = packed(nativeMessages());
    assertSame(again(chunk, insideMessages(chunk)), chunk);
  }

  @Test
  void run_nativeMessages_headerDamaged_saysSoAndLeavesNothing() throws IOException {
    ChunkId chunk = packed(nativeMessages());
    PackAgain.Outcome outcome = again(chunk, 15);
    assertThat(outcome)
        .isEqualTo(new PackAgain.NotHere("what this home still has of it makes another chunk"));
    assertThat(folder.resolve("again")).doesNotExist();
    assertThat(used()).isZero();
  }

  @Test
  void run_nativeMessages_memberSignatureDamaged_isNotTheChunk() throws IOException {
    ChunkId chunk = packed(nativeMessages());
    // The last one is the owner's, which is made again.
    int signature = insideMessages(chunk) - 20 - 65 - 40;
    assertThat(again(chunk, signature)).isInstanceOf(PackAgain.NotHere.class);
  }

  @Test
  void run_mediaDamaged_saysHowManyAreLost() throws IOException {
    ChunkId chunk = packed(nativeMessages());
    int last = Math.toIntExact(Files.size(bench.file(chunk)) - 1);
    assertThat(again(chunk, last))
        .isEqualTo(new PackAgain.NotHere("1 of its images and files cannot be read any more"));
  }

  @Test
  void run_mediaDamagedButKnownElsewhere_sameBytes() throws IOException {
    ChunkId chunk = packed(nativeMessages());
    byte[] bytes = Files.readAllBytes(bench.file(chunk));
    bytes[bytes.length - 1] ^= 1;
    Path damaged = Files.write(folder.resolve("damaged"), bytes);
    PackAgain.Outcome outcome =
        again(
            chunk,
            Optional.of(damaged),
            digest -> Optional.of(picture).filter(p -> Digest.sha256(p).equals(digest)));
    assertSame(outcome, chunk);
  }

  @Test
  void run_imports_anythingButMediaDamaged_sameBytes() throws IOException {
    ChunkId chunk = packed(imports());
    int inside = insideMessages(chunk);
    assertSame(again(chunk, 0, 15, inside, inside - 40, 200), chunk);
  }

  @Test
  void run_importsWithoutMedia_fileGone_sameBytes() throws IOException {
    ChunkId chunk =
        packed(
            MemorySource.of(bench.community.imported("id-1", at(1), "the only one", 0, List.of())));
    assertSame(again(chunk, Optional.empty(), digest -> Optional.empty()), chunk);
  }

  @Test
  void run_notInTheDatabase_saysSo() throws IOException {
    ChunkId chunk = bench.pack(WINDOW, imports(), null).get(0);
    assertThat(again(chunk, 15))
        .isEqualTo(
            new PackAgain.NotHere("its messages are not all in this home's message database"));
  }
}
