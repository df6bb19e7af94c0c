package org.annals.workload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.archiver.ChannelId;
import org.annals.keys.Digest;

/** The channels, the largest first, and after them the threads. */
final class Rooms {
  private static final int REMEMBERED_THREADS = 1_024;
  private static final String[] NAMES = {
    "general", "help", "random", "development", "announcements", "off-topic", "support", "showcase"
  };

  private final WorkloadSpec spec;
  private final Chance.Table weights;
  private final Conversation[] conversations;
  private final Map<Integer, Conversation> threads =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Conversation> eldest) {
          return size() > REMEMBERED_THREADS;
        }
      };

  Rooms(WorkloadSpec spec) {
    this.spec = spec;
    int channels = spec.shape().channels();
    weights = new Chance.Table(Chance.zipf(channels, 0, 1.0));
    conversations = new Conversation[channels];
    Arrays.setAll(conversations, i -> new Conversation());
  }

  int count() {
    return spec.shape().channels() + spec.shape().threads();
  }

  int thread(int number) {
    return spec.shape().channels() + number;
  }

  int draw(Chance chance) {
    return weights.draw(chance);
  }

  Conversation conversation(int index) {
    return index < conversations.length
        ? conversations[index]
        : threads.computeIfAbsent(index, i -> new Conversation());
  }

  ChannelId id(int index) {
    byte[] material =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(spec.seed()).putInt(index).array();
    byte[] id =
        Arrays.copyOf(
            Digest.sha256("workload channel".getBytes(StandardCharsets.US_ASCII), material)
                .toBytes(),
            ChannelId.LENGTH);
    id[6] = (byte) ((id[6] & 0x0F) | 0x40);
    id[8] = (byte) ((id[8] & 0x3F) | 0x80);
    return ChannelId.of(id);
  }

  WorkloadChannel channel(int index, Words words) {
    int channels = spec.shape().channels();
    boolean thread = index >= channels;
    String name =
        thread
            ? words.name(index) + " " + words.name(index + 1)
            : index < NAMES.length ? NAMES[index] : words.name(index);
    String category = thread ? channel(index % channels, words).name() : "Text channels";
    return new WorkloadChannel(id(index), name, "All about " + name, category, index);
  }
}
