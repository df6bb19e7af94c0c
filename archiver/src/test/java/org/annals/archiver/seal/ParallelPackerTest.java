package org.annals.archiver.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annals.archiver.ChunkId;
import org.annals.archiver.TimeWindow;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParallelPackerTest {
  private static final int WINDOWS = 7;

  @TempDir Path directory;
  private final SampleCommunity community = new SampleCommunity("parallel");
  private final UnlimitedStorage storage = new UnlimitedStorage();
  private final ExecutorService threads = Executors.newFixedThreadPool(3);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private static TimeWindow window(int i) {
    return new TimeWindow(PackBench.WINDOW.index() + i);
  }

  private MemorySource history() {
    SampleText texts = new SampleText(3);
    List<SampleItem> items = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      for (int m = 0; m < 20; m++) {
        long clock = window(i).startSeconds() * 1000 + m * 1000L;
        items.add(community.text("m" + m % 3, SampleCommunity.channel(0), clock, texts.next()));
      }
    }
    return MemorySource.of(items);
  }

  private List<PackRequest> requests() {
    return IntStream.range(0, WINDOWS)
        .mapToObj(i -> new PackRequest(window(i), SealRules.open(), List.of(), directory))
        .toList();
  }

  private Packer packer() {
    return new Packer(community.signer(), storage, StorageKind.CHUNK);
  }

  private ParallelPacker parallel(int width) {
    return new ParallelPacker(
        this::packer, threads, new ParallelPacker.Width(width, WINDOWS * 100, window -> 100));
  }

  private List<ChunkId> ids(int width) throws IOException, InterruptedException {
    List<ChunkId> ids = new ArrayList<>();
    parallel(width)
        .pack(
            requests(),
            history(),
            new MemoryKnown(),
            (request, outcome) -> {
              for (PackedChunk chunk : ((PackOutcome.Packed) outcome).chunks()) {
                assertThat(chunk.position().window()).isEqualTo(request.window());
                ids.add(chunk.id());
                Files.delete(chunk.file());
              }
              return true;
            });
    return ids;
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }

  @Test
  void pack_anyWidth_sameChunksInTheSameOrder() throws Exception {
    List<ChunkId> oneByOne = ids(1);
    assertThat(oneByOne).hasSize(WINDOWS);
    assertThat(ids(3)).isEqualTo(oneByOne);
    assertThat(ids(WINDOWS + 1)).isEqualTo(oneByOne);
  }

  @Test
  void pack_largeWindows_oneAtATime() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    new ParallelPacker(
            () -> {
              assertThat(begun.getAndIncrement()).isEqualTo(taken.get());
              return packer();
            },
            threads,
            new ParallelPacker.Width(3, 199, window -> 100))
        .pack(
            requests(),
            history(),
            new MemoryKnown(),
            (request, outcome) -> taken.incrementAndGet() > 0);
    assertThat(taken).hasValue(WINDOWS);
  }

  @Test
  void pack_sinkHasEnough_leavesNoFileOfTheOthers() throws Exception {
    List<PackOutcome> taken = new ArrayList<>();
    parallel(3)
        .pack(
            requests(),
            history(),
            new MemoryKnown(),
            (request, outcome) -> {
              taken.add(outcome);
              return taken.size() < 2;
            });
    assertThat(taken).hasSize(2);
    assertThat(files()).isEqualTo(2);
    long counted =
        taken.stream()
            .flatMap(each -> ((PackOutcome.Packed) each).chunks().stream())
            .mapToLong(PackedChunk::size)
            .sum();
    assertThat(storage.usage().usedTotal()).isEqualTo(counted);
    assertThat(storage.usage().reserved()).isZero();
  }

  @Test
  void pack_sinkFails_leavesNoFileOfTheOthers() throws Exception {
    assertThatIOException()
        .isThrownBy(
            () ->
                parallel(2)
                    .pack(
                        requests(),
                        history(),
                        new MemoryKnown(),
                        (request, outcome) -> {
                          throw new IOException("no disk");
                        }))
        .withMessage("no disk");
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void pack_sourceFails_tellsWhyAndLeavesNothing() throws Exception {
    List<PackRequest> nowhere =
        List.of(
            new PackRequest(
                PackBench.WINDOW, SealRules.open(), List.of(), directory.resolve("missing")));
    assertThatIOException()
        .isThrownBy(
            () ->
                parallel(2)
                    .pack(nowhere, history(), new MemoryKnown(), (request, outcome) -> true));
    assertThat(storage.usage().reserved()).isZero();
    assertThat(files()).isZero();
  }
}
