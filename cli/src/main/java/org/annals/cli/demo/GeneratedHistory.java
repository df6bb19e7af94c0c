package org.annals.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.CommunityId;
import org.annals.archiver.TimeWindow;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.workload.Workload;
import org.annals.workload.WorkloadChannel;
import org.annals.workload.WorkloadMessage;
import org.annals.workload.WorkloadSink;
import org.annals.workload.WorkloadSpec;

/**
 * A generated community's signed messages in the form in which a chat program hands them to a node:
 * the {@code capture} request's file, and {@code channel.describe} requests.
 */
final class GeneratedHistory implements WorkloadSink {
  private static final long SEED = 20_210_714;

  private final DataOutputStream out;
  private final List<ObjectNode> channels = new ArrayList<>();

  private GeneratedHistory(DataOutputStream out) {
    this.out = out;
  }

  /**
   * Generates 26 weeks that end with the newest window that can be sealed now.
   *
   * @return arguments of {@code channel.describe}, one for each channel
   */
  static List<ObjectNode> write(DemoHistory history, String community, Path file)
      throws IOException {
    CommunityId id = CommunityId.parse(community);
    long open = TimeWindow.ofClock(Clock.systemUTC().millis()).index();
    WorkloadSpec spec =
        WorkloadSpec.demo(SEED, id, new TimeWindow(open - 2), history.messages())
            .withImages(history.imageCount());
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      GeneratedHistory sink = new GeneratedHistory(out);
      Workload.generate(spec, Secp256k1.fastest(), sink);
      return sink.channels;
    }
  }

  @Override
  public void channel(WorkloadChannel channel) {
    channels.add(
        JsonNodeFactory.instance
            .objectNode()
            .put("channel", channel.id().toString())
            .put("name", channel.name())
            .put("description", channel.description())
            .put("category", channel.category())
            .put("order", channel.order()));
  }

  @Override
  public void message(WorkloadMessage message) throws IOException {
    byte[] envelope = message.envelope().encode();
    out.writeInt(PublicKey.LENGTH + envelope.length);
    out.write(message.author().toBytes());
    out.write(envelope);
  }
}
