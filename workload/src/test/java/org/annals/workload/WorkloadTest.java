package org.annals.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.MediaBytes;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.SplitPayload;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.junit.jupiter.api.Test;

final class WorkloadTest {
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final CommunityId COMMUNITY =
      new CommunityId(CURVE.publicKey(PrivateKey.of(Digest.sha256(new byte[] {9}).toBytes())));
  private static final TimeWindow LAST = new TimeWindow(2_900);

  @Test
  void generate_demo_isAuthenticInOrderAndInsideItsWindows() throws IOException {
    WorkloadSpec spec = WorkloadSpec.demo(1, COMMUNITY, LAST, 2_000);
    Recorder recorder = new Recorder();
    Realised realised = Workload.generate(spec, CURVE, recorder);

    Authenticator authenticator = new Authenticator(COMMUNITY, CURVE);
    Map<ChannelId, Long> before = new HashMap<>();
    for (WorkloadMessage message : recorder.messages) {
      Authentication outcome =
          authenticator.signed(
              message.channel(), message.envelope().statedBy(message.author()), media(message));
      assertThat(outcome).isInstanceOf(Authentication.Authenticated.class);
      Authentication.Authenticated done = (Authentication.Authenticated) outcome;
      assertThat(done.id()).isEqualTo(message.id());
      assertThat(done.content().clock()).isEqualTo(message.clock());
      assertThat(done.content().targetId()).isEqualTo(message.target());
      assertThat(message.clock())
          .isBetween(spec.first().startSeconds() * 1_000, LAST.endSeconds() * 1_000 - 1);
      assertThat(recorder.channels).contains(message.channel());
      assertThat(before.getOrDefault(message.channel(), 0L)).isLessThan(message.clock());
      before.put(message.channel(), message.clock());
    }
    assertThat(recorder.messages).hasSize((int) realised.envelopes());
    assertThat(recorder.count(MessageType.CHAT)).isEqualTo(2_000);
    assertThat(realised.images()).isEqualTo(30);
    assertThat(realised.imageBytes()).isLessThanOrEqualTo(40L << 20);
    assertThat(recorder.ids).hasSameSizeAs(recorder.messages);
    assertThat(recorder.windows).hasSize(26);
  }

  @Test
  void generate_sameSpec_givesTheSameBytes_otherSeedDoesNot() throws IOException {
    WorkloadSpec spec = WorkloadSpec.demo(5, COMMUNITY, LAST, 300);
    byte[] first = digest(spec);
    assertThat(digest(spec)).isEqualTo(first);
    assertThat(digest(WorkloadSpec.demo(6, COMMUNITY, LAST, 300))).isNotEqualTo(first);
  }

  @Test
  void generate_tenThousand_hasTheMeasuredProportions() throws IOException {
    WorkloadSpec spec = WorkloadSpec.demo(11, COMMUNITY, LAST, 10_000).withImages(0);
    Realised realised =
        Workload.generate(
            spec,
            new UnsignedCurve(CURVE),
            new WorkloadSink() {
              @Override
              public void channel(WorkloadChannel channel) {}

              @Override
              public void message(WorkloadMessage message) {}
            });
    assertThat(realised.messages()).isEqualTo(10_000);
    assertThat(realised.lengths().p50()).isBetween(65L, 100L);
    assertThat(realised.lengths().p90()).isBetween(250L, 400L);
    assertThat(realised.lengths().p99()).isBetween(700L, 1_400L);
    assertThat(realised.lengths().mean()).isBetween(120L, 175L);
    assertThat(realised.replies() / 10_000.0).isCloseTo(0.19, within(0.02));
    assertThat(realised.edits() / 10_000.0).isCloseTo(0.09, within(0.01));
    assertThat(realised.deletions() / 10_000.0).isCloseTo(0.017, within(0.007));
    assertThat(realised.reactedMessages() / 10_000.0).isCloseTo(0.14, within(0.02));
    assertThat(realised.reactions() / 10_000.0).isBetween(0.2, 0.45);
    assertThat(realised.topAuthorShare()).isBetween(0.06, 0.16);
    assertThat(realised.topTenAuthorsShare()).isBetween(0.3, 0.5);
    assertThat(realised.authors()).isBetween(200, 250);
    assertThat(realised.table()).contains("75-90").doesNotContain("NaN");
  }

  @Test
  void generate_oneWeekFewMessages_works() throws IOException {
    for (int messages = 1; messages <= 20; messages++) {
      Recorder recorder = new Recorder();
      WorkloadSpec spec =
          new WorkloadSpec(
              messages,
              COMMUNITY,
              LAST,
              1,
              messages,
              messages,
              messages * 1_024L,
              Shape.ofMessages(messages));
      Realised realised = Workload.generate(spec, CURVE, recorder);
      assertThat(recorder.count(MessageType.CHAT)).isEqualTo(messages);
      assertThat(realised.images()).isEqualTo(messages);
      assertThat(realised.imageBytes()).isLessThanOrEqualTo(messages * 1_024L);
    }
  }

  @Test
  void images_ofAnySize_areValidAndNearlyAsLargeAsAsked() throws IOException {
    for (int size : new int[] {1_024, 1_025, 1_500, 4_000, 65_535, 70_001, 300_000, 2_000_000}) {
      for (long seed = 0; seed < 10; seed++) {
        GeneratedImage image = GeneratedImage.of(seed, size);
        assertThat(image.bytes().length).isBetween(size - 20, size);
        var decoded = ImageIO.read(new ByteArrayInputStream(image.bytes()));
        assertThat(decoded.getWidth()).isEqualTo(image.width());
        assertThat(decoded.getHeight()).isEqualTo(image.height());
      }
    }
  }

  @Test
  void shape_ofTheTablesSizes_isTheTables() {
    Shape small = Shape.ofMessages(10_000);
    assertThat(small.channels()).isEqualTo(8);
    assertThat(small.threads()).isEqualTo(30);
    assertThat(small.authors()).isEqualTo(250);
    Shape middle = Shape.ofMessages(1_000_000);
    assertThat(middle.channels()).isEqualTo(60);
    assertThat(middle.threads()).isEqualTo(3_000);
    assertThat(middle.authors()).isBetween(11_900, 12_100);
    assertThat(middle.authorShift()).isEqualTo(15);
  }

  private static MediaBytes media(WorkloadMessage message) {
    byte[] payload = message.envelope().payload();
    SplitPayload split = SplitPayload.of(message.envelope().type(), payload);
    return (wanted, out) -> {
      for (SplitPayload.Piece piece : split.media()) {
        if (piece.media().equals(wanted)) {
          out.write(piece.copyFrom(payload));
          return true;
        }
      }
      return false;
    };
  }

  private static byte[] digest(WorkloadSpec spec) throws IOException {
    MessageDigest all = Digest.newSha256();
    Workload.generate(
        spec,
        CURVE,
        new WorkloadSink() {
          @Override
          public void channel(WorkloadChannel channel) {
            all.update(channel.id().toBytes());
            all.update((byte) channel.name().length());
          }

          @Override
          public void message(WorkloadMessage message) {
            all.update(message.envelope().encode());
          }
        });
    return all.digest();
  }

  private static final class Recorder implements WorkloadSink {
    final Set<ChannelId> channels = new HashSet<>();
    final List<WorkloadMessage> messages = new ArrayList<>();
    final Set<MessageId> ids = new HashSet<>();
    final Set<TimeWindow> windows = new HashSet<>();

    @Override
    public void channel(WorkloadChannel channel) {
      assertThat(channels.add(channel.id())).isTrue();
      assertThat(messages).isEmpty();
    }

    @Override
    public void message(WorkloadMessage message) {
      messages.add(message);
      ids.add(message.id());
      windows.add(TimeWindow.ofClock(message.clock()));
    }

    long count(int type) {
      return messages.stream().filter(m -> m.envelope().type() == type).count();
    }
  }
}
