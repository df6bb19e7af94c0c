package org.annals.importer.database;

import static org.annals.archiver.seal.SampleCommunity.channel;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.archiver.ChunkId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.seal.MemorySource;
import org.annals.archiver.seal.PackBench;
import org.annals.archiver.seal.SampleItem;
import org.annals.keys.Digest;

/** Random histories, packed window by window with addenda, and imported in random orders. */
class OrderTest {
  private static final int WINDOWS = 4;
  private static final long WEEK = 604_800_000L;
  private static final List<Removal> REMOVALS = List.of(Removal.values());

  @Property(tries = 8)
  void anyOrder_ofChunksAndLiveMessages_givesTheSameDigests(@ForAll long seed) throws IOException {
    Path folder = Files.createTempDirectory("order");
    try (DatabaseBench bench = new DatabaseBench(folder)) {
      Random random = new Random(seed);
      List<SampleItem> history = history(bench, random);
      List<ChunkId> chunks = pack(bench, history, random);
      List<SampleItem> live = new ArrayList<>(history.subList(0, history.size() / 2));
      Results first = run(bench, chunks, live, random);
      for (int i = 0; i < 3; i++) {
        Collections.shuffle(chunks, random);
        Collections.shuffle(live, random);
        assertThat(run(bench, chunks, live, random)).isEqualTo(first);
      }
    } finally {
      delete(folder);
    }
  }

  private record Results(Digest archived, Digest all, Digest settled) {}

  /**
   * Chunks and live messages in this order, mixed at random, some chunks taken out and put back.
   */
  private static Results run(
      DatabaseBench bench, List<ChunkId> chunks, List<SampleItem> live, Random random)
      throws IOException {
    try (MessageDatabase database = bench.database()) {
      int added = 0;
      for (ChunkId chunk : chunks) {
        int some = Math.min(live.size(), added + random.nextInt(20));
        bench.addLive(database, live.subList(added, some).toArray(new SampleItem[0]));
        added = some;
        bench.importInto(database, List.of(chunk));
        if (random.nextInt(3) == 0) {
          database.remove(chunk, REMOVALS.get(random.nextInt(3)));
          bench.importInto(database, List.of(chunk));
        }
      }
      bench.addLive(database, live.subList(added, live.size()).toArray(new SampleItem[0]));
      Digest archived = DatabaseBench.archived(database);
      Digest all = DatabaseBench.all(database);
      for (int i = 0; i < WINDOWS + 2; i++) {
        database.settleLive(new TimeWindow(PackBench.WINDOW.index() + i));
      }
      assertThat(DatabaseBench.archived(database)).isEqualTo(archived);
      return new Results(archived, all, DatabaseBench.all(database));
    }
  }

  private static List<SampleItem> history(DatabaseBench bench, Random random) {
    List<SampleItem> chats = new ArrayList<>();
    List<SampleItem> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      long clock = PackBench.at(random.nextInt((int) WEEK)) + WEEK * random.nextInt(WINDOWS);
      SampleItem chat =
          random.nextInt(5) == 0
              ? bench.community.imported(
                  "s" + random.nextInt(6), clock, "import " + i, random.nextInt(4), List.of())
              : bench.community.text(author(random), channel(random.nextInt(3)), clock, "t" + i);
      chats.add(chat);
    }
    all.addAll(chats);
    for (int i = 0; i < 40; i++) {
      SampleItem target = chats.get(random.nextInt(chats.size()));
      long clock =
          target.clock() + 1 + (long) (random.nextDouble() * random.nextDouble() * 2 * WEEK);
      all.add(about(bench, target, clock, random));
    }
    Collections.shuffle(all, random);
    return all;
  }

  private static SampleItem about(
      DatabaseBench bench, SampleItem target, long clock, Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> bench.community.edit(author(random), target, clock, "edit " + clock);
      case 3, 4 ->
          bench.community.reaction(
              author(random), target, clock, 1 + random.nextInt(2), random.nextInt(3) == 0);
      case 5 -> bench.community.pin(author(random), target, clock, random.nextBoolean());
      default -> bench.community.deletion(author(random), target, clock);
    };
  }

  private static String author(Random random) {
    return "author" + random.nextInt(3);
  }

  /** Oldest window first, each in two steps, as an owner does whose messages arrive late. */
  private static List<ChunkId> pack(DatabaseBench bench, List<SampleItem> history, Random random)
      throws IOException {
    List<ChunkId> chunks = new ArrayList<>();
    MemorySource source = new MemorySource();
    try (MessageDatabase owner = bench.database()) {
      List<List<SampleItem>> halves = List.of(new ArrayList<>(), new ArrayList<>());
      history.forEach(item -> halves.get(random.nextInt(4) == 0 ? 1 : 0).add(item));
      for (List<SampleItem> half : halves) {
        half.forEach(source::add);
        for (int i = 0; i < WINDOWS + 3; i++) {
          TimeWindow window = new TimeWindow(PackBench.WINDOW.index() + i);
          List<ChunkId> packed = bench.pack(window, source, owner);
          bench.importInto(owner, packed);
          chunks.addAll(packed);
        }
      }
    }
    return chunks;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
