package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.StatusPayloads;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edit of a later week has the text of a message that is over long before that week is. */
final class LateEditTest {
  private static final Duration A_WHILE = Duration.ofMinutes(1);
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final PrivateKey ANN = SampleCommunity.keyOf("ann");
  private static final String WORDS = DatedExport.words("late", 1);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private SimulatedNode member;
  private ChannelId channel;
  private int files;

  @BeforeEach
  void ownerAndMember() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    simulation.pass(Duration.ofSeconds(2));
    owner.ask(
        "import.discord", "path", DatedExport.of(root, "support").message(1, daysAgo(25)).write());
    channel = owner.community().channels().get(0).id();
    DatedExport general = DatedExport.of(root, "general");
    for (int week = 0; week < 8; week++) {
      general.message(week, daysAgo(7 * week));
    }
    owner.ask("import.discord", "path", general.write());
    member = simulation.node("member");
    member.join(owner.ask("invite").path("invite").asText());
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private Instant daysAgo(int days) {
    return simulation.clock().instant().minus(Duration.ofDays(days));
  }

  private StatusPayloads payloads() throws Exception {
    return new StatusPayloads(owner.community().id());
  }

  private static MessageId id(Envelope envelope) {
    return envelope.id(CURVE.uncompressed(CURVE.publicKey(ANN)).orElseThrow());
  }

  private Envelope message(Instant at) throws Exception {
    byte[] payload =
        payloads().chat(channel, at.toEpochMilli()).text("first text").displayName("ann").build();
    return Envelope.sign(CURVE, ANN, payload, MessageType.CHAT);
  }

  private Envelope edit(MessageId target, Instant at) throws Exception {
    byte[] payload = payloads().edit(channel, at.toEpochMilli(), target, WORDS, 1);
    return Envelope.sign(CURVE, ANN, payload, MessageType.EDIT);
  }

  private void capture(SimulatedNode node, Envelope... envelopes) throws Exception {
    Path file = root.resolve("captured-" + files++);
    PublicKey author = CURVE.publicKey(ANN);
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (Envelope each : envelopes) {
        byte[] envelope = each.encode();
        out.writeInt(PublicKey.LENGTH + envelope.length);
        out.write(author.toBytes());
        out.write(envelope);
      }
    }
    JsonNode reply = node.ask("capture", "file", file.toString());
    assertThat(reply.path("captured").asInt()).as(reply::toString).isEqualTo(envelopes.length);
  }

  private List<Path> holding(SimulatedNode node) throws IOException {
    return HomeBytes.with(node.directory(), WORDS);
  }

  private static Optional<String> text(SimulatedNode node, MessageId id) throws Exception {
    return node.community().messages().show(id).map(shown -> shown.text());
  }

  /** A message of 20 days ago is archived; today its author edits it. */
  private MessageId editedToday() throws Exception {
    Envelope message = message(daysAgo(20));
    capture(owner, message);
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_WHILE);
    assertThat(text(member, id(message))).contains("first text");
    Instant now = simulation.clock().instant();
    assertThat(now.toEpochMilli())
        .isGreaterThan(TimeWindow.ofClock(daysAgo(20).toEpochMilli()).foldLimitMillis());
    capture(owner, edit(id(message), now));
    return id(message);
  }

  @Test
  void lateEdit_isShownWhileItsMessageIs_neverPacked_andGoneSevenDaysAfterIt() throws Exception {
    owner.ask("community.policy", "channel", "support", "autoDelete", "40d");
    MessageId id = editedToday();
    assertThat(text(owner, id)).contains(WORDS);

    simulation.leap(Duration.ofDays(18));
    simulation.pass(A_WHILE);
    assertThat(text(owner, id)).contains(WORDS);
    assertThat(text(member, id)).as("its week is packed by now").contains("first text");
    assertThat(holding(member)).isEmpty();

    simulation.leap(Duration.ofDays(2).plusHours(1));
    simulation.pass(A_WHILE);
    assertThat(text(owner, id)).isEmpty();
    simulation.leap(Duration.ofMinutes(30));
    assertThat(holding(owner)).isEmpty();
    assertThat(holding(member)).isEmpty();
  }

  @Test
  void lateEdit_thatWasPackedBeforeTheRule_goesWhenTheRuleComes() throws Exception {
    MessageId id = editedToday();
    simulation.leap(Duration.ofDays(16));
    simulation.pass(A_WHILE);
    assertThat(text(member, id)).contains(WORDS);
    assertThat(holding(member)).isNotEmpty();

    owner.ask("community.policy", "channel", "support", "autoDelete", "40d");
    simulation.leap(Duration.ofDays(4).plusHours(1));
    simulation.pass(A_WHILE);
    simulation.leap(Duration.ofMinutes(30));
    for (SimulatedNode each : List.of(owner, member)) {
      assertThat(text(each, id)).isEmpty();
      assertThat(holding(each)).isEmpty();
    }
  }

  @Test
  void editOfAMessageThatIsNotHere_isKeptForSevenDays() throws Exception {
    owner.ask("community.policy", "channel", "support", "autoDelete", "40d");
    simulation.pass(A_WHILE);
    Envelope never = message(daysAgo(30));
    capture(owner, edit(id(never), simulation.clock().instant()));
    simulation.leap(Duration.ofDays(6));
    assertThat(holding(owner)).isNotEmpty();
    simulation.leap(Duration.ofDays(1).plusHours(1));
    simulation.pass(A_WHILE);
    assertThat(holding(owner)).isEmpty();
  }

  @Test
  void noRule_lateEditIsPackedInItsOwnWeek() throws Exception {
    MessageId id = editedToday();
    simulation.leap(Duration.ofDays(30));
    simulation.pass(A_WHILE);
    assertThat(text(member, id)).contains(WORDS);
  }
}
