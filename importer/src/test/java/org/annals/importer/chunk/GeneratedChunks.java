package org.annals.importer.chunk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.ChunkDraft;
import org.annals.archiver.chunk.ChunkWriter;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.chunk.WriteOutcome;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;

/** Chunks of a community of text messages, 3,500 a week in 60 channels and as many threads. */
final class GeneratedChunks {
  private static final int PER_WINDOW = 3_500;
  private static final int CHANNELS = 120;
  private static final int AUTHORS = 2_000;
  private static final long FIRST_WINDOW = 2_500;

  private final SampleCommunity community;
  private final Path folder;
  private final Random random = new Random(7);
  private final List<PrivateKey> keys = new ArrayList<>();
  private final List<PublicKey> authors = new ArrayList<>();
  private final List<byte[]> points = new ArrayList<>();
  private final String[] words = new String[4_000];

  GeneratedChunks(SampleCommunity community, Path folder) {
    this.community = community;
    this.folder = folder;
    for (int i = 0; i < words.length; i++) {
      StringBuilder word = new StringBuilder();
      int length = 2 + random.nextInt(9);
      for (int j = 0; j < length; j++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words[i] = word.toString();
    }
  }

  /** Newest first, as a member fetches them. */
  Map<ChunkId, Path> make(int messages) throws IOException {
    Path home = Files.createDirectories(folder.resolve("speed-" + messages));
    Map<Long, Path> found = new TreeMap<>(java.util.Comparator.reverseOrder());
    try (Stream<Path> files = Files.list(home)) {
      files.forEach(f -> found.put(Long.valueOf(part(f, 0)), f));
    }
    if (found.isEmpty()) {
      write(messages, home, found);
    }
    Map<ChunkId, Path> chunks = new LinkedHashMap<>();
    for (Path file : found.values()) {
      chunks.put(ChunkId.parse(part(file, 1)), file);
    }
    return chunks;
  }

  private static String part(Path file, int part) {
    String name = file.getFileName().toString();
    int dash = name.indexOf('-');
    return part == 0 ? name.substring(0, dash) : name.substring(dash + 1);
  }

  private void write(int messages, Path home, Map<Long, Path> found) throws IOException {
    for (int i = 0; i < AUTHORS; i++) {
      keys.add(SampleCommunity.keyOf("author " + i));
      authors.add(community.curve.publicKey(keys.get(i)));
      points.add(community.curve.uncompressed(authors.get(i)).orElseThrow());
    }
    try (ChunkWriter writer =
        new ChunkWriter(community.signer(), new UnlimitedStorage(), StorageKind.CHUNK)) {
      int left = messages;
      for (long window = FIRST_WINDOW; left > 0; window++) {
        int count = Math.min(PER_WINDOW, left);
        left -= count;
        Path temporary = home.resolve("temporary");
        WriteOutcome.Written written =
            (WriteOutcome.Written) writer.write(draft(new TimeWindow(window), count), temporary);
        Path file = home.resolve(window + "-" + written.id());
        Files.move(temporary, file);
        found.put(window, file);
      }
    }
  }

  private ChunkDraft draft(TimeWindow window, int count) {
    List<PlacedRecord> walk = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      walk.add(record(window.startSeconds() * 1000 + random.nextInt(604_800_000)));
    }
    walk.sort(PlacedRecord.WALK);
    return new ChunkDraft(
        community.id, new ChunkPosition(window, GroupId.PUBLIC, 0, 0), Optional.empty(), walk);
  }

  private PlacedRecord record(long clock) {
    ChannelId channel = SampleCommunity.channel(skewed(CHANNELS));
    int author = skewed(AUTHORS);
    byte[] payload =
        community
            .payloads
            .chat(channel, clock)
            .text(text())
            .displayName("author number " + author)
            .build();
    Envelope envelope = Envelope.sign(community.curve, keys.get(author), payload, MessageType.CHAT);
    MessageId id = envelope.id(points.get(author));
    StatedEnvelope stated =
        new StatedEnvelope(
            authors.get(author),
            envelope.signature(),
            envelope.type(),
            List.of(new PayloadPart.Inline(payload)));
    return PlacedRecord.of(channel, clock, id, new ArchiveRecord.Signed(stated), List.of());
  }

  private int skewed(int count) {
    return (int) (count * Math.pow(random.nextDouble(), 3));
  }

  private String text() {
    int length = (int) Math.min(2_000, 85 * Math.exp(random.nextGaussian()));
    StringBuilder text = new StringBuilder();
    do {
      text.append(words[skewed(words.length)]).append(' ');
    } while (text.length() < length);
    return text.toString();
  }
}
