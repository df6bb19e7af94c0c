package org.annals.waku.host.multistream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.annals.waku.host.codec.MalformedInput;
import org.junit.jupiter.api.Test;

final class MultistreamTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void encodings_areTheKnownOnes() {
    assertThat(HexFormat.of().formatHex(Lines.encode("na"))).isEqualTo("036e610a");
    assertThat(Lines.encode("/noise")).isEqualTo("\7/noise\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(Lines.encode("/yamux/1.0.0")[0]).isEqualTo((byte) 0x0d);
    assertThat(Lines.encode("/multistream/1.0.0")[0]).isEqualTo((byte) 0x13);
  }

  @Property
  void responder_inAnyPieces_agreesAndLeavesTheRest(
      @ForAll @IntRange(min = 1, max = 60) int piece, @ForAll @Size(max = 40) byte[] rest)
      throws MalformedInput {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(Lines.encode(Lines.HEADER, "/unknown", "ls", "/a"));
    int negotiation = all.size();
    all.writeBytes(rest);
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    Responder responder = new Responder("/a"::equals, answers::writeBytes);
    byte[] bytes = all.toByteArray();
    int at = 0;
    Outcome outcome = new Outcome.Pending();
    while (outcome instanceof Outcome.Pending) {
      ByteBuffer in = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
      outcome = responder.feed(in);
      at = in.position();
    }
    assertThat(outcome).isEqualTo(new Outcome.Agreed("/a"));
    assertThat(at).isEqualTo(negotiation);
    assertThat(answers.toByteArray()).isEqualTo(Lines.encode(Lines.HEADER, "na", "na", "/a"));
  }

  @Test
  void proposer_refusedOnce_proposesTheNext() throws MalformedInput {
    Proposer proposer = new Proposer(List.of("/a", "/b"), out::writeBytes);
    proposer.start();
    assertThat(proposer.feed(bytes(Lines.HEADER, "na"))).isEqualTo(new Outcome.Pending());
    assertThat(proposer.feed(bytes("/b"))).isEqualTo(new Outcome.Agreed("/b"));
    assertThat(out.toByteArray()).isEqualTo(Lines.encode(Lines.HEADER, "/a", "/b"));
  }

  @Test
  void proposer_refusedAll_isRefused() throws MalformedInput {
    Proposer proposer = new Proposer(List.of("/a"), out::writeBytes);
    proposer.start();
    assertThat(proposer.feed(bytes(Lines.HEADER, "na"))).isEqualTo(new Outcome.Refused());
  }

  @Test
  void proposer_otherAnswers_areMalformed() {
    assertThatThrownBy(() -> started().feed(bytes(Lines.HEADER, "/b")))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> started().feed(bytes("/a"))).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> started().feed(ByteBuffer.wrap(new byte[] {2, 'n', 'a'})))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> started().feed(ByteBuffer.wrap(new byte[] {0})))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void responder_seventeenthProposal_isNotAnswered() throws MalformedInput {
    Responder responder = new Responder("/a"::equals, out::writeBytes);
    responder.feed(bytes(Lines.HEADER));
    for (int i = 0; i < 15; i++) {
      assertThat(responder.feed(bytes("/x"))).isEqualTo(new Outcome.Pending());
    }
    assertThatThrownBy(() -> responder.feed(bytes("/x"))).isInstanceOf(MalformedInput.class);
  }

  @Property
  void bothSides_anyBytes_neverFailOtherwise(@ForAll @Size(max = 200) byte[] bytes) {
    for (Negotiation side :
        List.of(new Responder("/a"::equals, b -> {}), new Proposer(List.of("/a"), b -> {}))) {
      try {
        side.start();
        side.feed(ByteBuffer.wrap(bytes));
      } catch (MalformedInput e) {
        assertThat(e.reason()).isNotEmpty();
      }
    }
  }

  private Proposer started() {
    Proposer proposer = new Proposer(List.of("/a"), out::writeBytes);
    proposer.start();
    return proposer;
  }

  private static ByteBuffer bytes(String... lines) {
    return ByteBuffer.wrap(Lines.encode(lines));
  }
}
