package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.ChatMessageBuilder;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.StatusPayloads;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.MediaBlob;
import org.annals.archiver.seal.MessageSource;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.SourceEntry;
import org.annals.bench.history.Community;
import org.annals.bench.pack.JournalPacking;
import org.annals.keys.Digest;
import org.annals.keys.Secp256k1;

/**
 * Real chunks of about 2 MiB: each window has five messages with an image of random bytes. Made
 * anew for each run, in less than a second for forty.
 *
 * @param community the text form of the community's id
 */
record MediaChunks(String community, List<BenchFile> files) {
  private static final int IMAGES = 5;
  private static final int IMAGE_BYTES = (2 << 20) / IMAGES;
  private static final long FIRST_WINDOW = 2_900;

  static MediaChunks make(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    Secp256k1 curve = Secp256k1.fastest();
    Community owner = Community.of(7, curve);
    JournalPacking packing = new JournalPacking(owner, curve, folder);
    List<BenchFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TimeWindow window = new TimeWindow(FIRST_WINDOW + i);
      for (PackedChunk chunk : packing.pack(window, new Images(owner, curve, window))) {
        files.add(BenchFile.of(packing.file(chunk)));
      }
    }
    return new MediaChunks(owner.id().toString(), files);
  }

  /** One window's messages, in memory. */
  private static final class Images implements MessageSource {
    private final TimeWindow window;
    private final List<SourceEntry> entries = new ArrayList<>();
    private final List<byte[]> envelopes = new ArrayList<>();

    Images(Community owner, Secp256k1 curve, TimeWindow window) {
      this.window = window;
      SplittableRandom random = new SplittableRandom(window.index());
      ChannelId channel = new ChannelId(new UUID(1, 2));
      StatusPayloads payloads = new StatusPayloads(owner.id());
      byte[] point = curve.uncompressed(owner.id().key()).orElseThrow();
      for (int i = 0; i < IMAGES; i++) {
        byte[] image = new byte[IMAGE_BYTES];
        random.nextBytes(image);
        long clock = window.startSeconds() * 1000 + i;
        byte[] payload =
            payloads
                .chat(channel, clock)
                .text("image " + i)
                .image(ChatMessageBuilder.Image.of(image, 1))
                .build();
        Envelope envelope = Envelope.sign(curve, owner.key(), payload, MessageType.CHAT);
        MessageId id = envelope.id(point);
        entries.add(
            new SourceEntry(
                channel, owner.id().key(), id, clock, MessageType.CHAT, null, false, i));
        envelopes.add(envelope.encode());
      }
    }

    @Override
    public SortedSet<TimeWindow> windows() {
      return new TreeSet<>(List.of(window));
    }

    @Override
    public void entries(long fromMillis, long toMillis, Consumer<SourceEntry> sink) {
      entries.stream().filter(e -> e.clock() >= fromMillis && e.clock() < toMillis).forEach(sink);
    }

    @Override
    public void backdated(Consumer<SourceEntry> sink) {}

    @Override
    public Optional<KnownMessage> find(MessageId id) {
      return Optional.empty();
    }

    @Override
    public byte[] envelope(long locator) {
      return envelopes.get((int) locator);
    }

    @Override
    public Optional<MediaBlob> media(Digest sha256) {
      return Optional.empty();
    }
  }
}
