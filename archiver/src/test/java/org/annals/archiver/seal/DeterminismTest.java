package org.annals.archiver.seal;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import org.annals.archiver.ChunkId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same messages give the same bytes (FORMAT section 4, last rule). */
final class DeterminismTest {
  @TempDir Path directory;
  private final SampleCommunity community = new SampleCommunity("determinism");

  private List<SampleItem> items() {
    List<SampleItem> items = new ArrayList<>();
    SampleText texts = new SampleText(11);
    Random random = new Random(11);
    for (int i = 0; i < 24; i++) {
      long clock = at(random.nextInt(12) * 1000L);
      items.add(community.text("m" + i % 5, SampleCommunity.channel(i % 4), clock, texts.next()));
    }
    byte[] png = new byte[600];
    items.add(community.image("m1", SampleCommunity.channel(1), at(77), png, ""));
    items.add(community.image("m2", SampleCommunity.channel(0), at(77), png, ""));
    for (int i = 0; i < 12; i++) {
      SampleItem target = items.get(i);
      items.add(community.edit("m" + i % 5, target, at(20_000 + i / 2), "edit " + i));
      items.add(community.edit("m" + i % 5, target, at(20_000 + i / 2), "other " + i));
      items.add(community.reaction("m3", target, at(30_000), 1 + i % 3, i % 2 == 0));
      items.add(community.reaction("m3", target, at(30_001), 1 + i % 3, i % 2 == 1));
      items.add(community.pin("m4", target, at(31_000), true));
    }
    items.add(community.deletion("m0", items.get(0), at(40_000)));
    items.add(community.deletion("owner", items.get(0), at(40_000)));
    items.add(community.memberDeletion("owner", "m4", at(5_000)));
    return items;
  }

  private ChunkId pack(List<SampleItem> items) throws IOException {
    PackBench bench = new PackBench(community, directory);
    List<PackedChunk> chunks = bench.pack(WINDOW, MemorySource.of(items)).chunks();
    Files.delete(chunks.get(0).file());
    return chunks.get(0).id();
  }

  @Test
  void pack_thousandOrders_oneChunk() throws IOException {
    List<SampleItem> items = items();
    Set<ChunkId> ids = new HashSet<>();
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      Collections.shuffle(items, random);
      ids.add(pack(items));
    }
    assertThat(ids).hasSize(1);
  }

  @Test
  void pack_anyZoneAndLocale_oneChunk() throws IOException {
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    Set<ChunkId> ids = new HashSet<>();
    try {
      for (String tag : List.of("en-US", "tr-TR", "ar-EG", "th-TH-u-ca-buddhist", "hi-IN")) {
        for (String id : List.of("UTC", "Pacific/Chatham", "America/St_Johns")) {
          Locale.setDefault(Locale.forLanguageTag(tag));
          TimeZone.setDefault(TimeZone.getTimeZone(id));
          ids.add(pack(items()));
        }
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
    assertThat(ids).hasSize(1);
  }

  @Test
  void pack_onManyThreadsAtOnce_oneChunk() throws Exception {
    Set<ChunkId> ids = Collections.synchronizedSet(new HashSet<>());
    List<SampleItem> items = items();
    var executor = java.util.concurrent.Executors.newFixedThreadPool(4);
    try {
      List<java.util.concurrent.Callable<ChunkId>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Path own = Files.createDirectory(directory.resolve("t" + i));
        tasks.add(
            () ->
                new PackBench(community, own)
                    .pack(WINDOW, MemorySource.of(items))
                    .chunks()
                    .get(0)
                    .id());
      }
      for (var done : executor.invokeAll(tasks)) {
        ids.add(done.get());
      }
    } finally {
      executor.shutdown();
    }
    assertThat(ids).hasSize(1);
  }
}
