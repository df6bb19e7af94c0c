package org.annals.magnetindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.PeerAddress;
import org.annals.keys.Digest;
import org.annals.magnetindex.NeighbourExchange.Answer;
import org.annals.magnetindex.NeighbourExchange.Question;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link NeighbourExchange} does. Implementations extend it and give two nodes that get
 * connected over loopback.
 */
public abstract class NeighbourExchangeContract {
  private static final CommunityId COMMUNITY = ControlTopicContract.COMMUNITY;
  private static final long PATIENCE_SECONDS = 20;

  private NeighbourExchange left;
  private NeighbourExchange right;

  /** Two nodes. */
  public record Pair(NeighbourExchange left, NeighbourExchange right) {}

  private record Got(InetAddress from, Answer answer) {}

  /** Starts two fresh nodes that are not connected yet, or whose connection was not told yet. */
  protected abstract Pair start() throws Exception;

  /** Connects them, if they are not. */
  protected abstract void connect() throws Exception;

  /** Stops what {@link #start} started. */
  protected abstract void stop() throws Exception;

  @BeforeEach
  void startNodes() throws Exception {
    Pair pair = start();
    left = pair.left();
    right = pair.right();
  }

  @AfterEach
  void stopNodes() throws Exception {
    stop();
  }

  private static ChunkId chunk(int number) {
    return new ChunkId(Digest.sha256(new byte[] {(byte) number, (byte) (number >> 8)}));
  }

  private void connectBoth() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    left.onConnected(() -> told.add("left"));
    right.onConnected(() -> told.add("right"));
    connect();
    List<String> names = new ArrayList<>();
    while (!names.contains("left") || !names.contains("right")) {
      String name = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(name).as("both are told of the connection").isNotNull();
      if (name != null) {
        names.add(name);
      }
    }
  }

  private static Got next(BlockingQueue<Got> answers) throws InterruptedException {
    Got got = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (got == null) {
      throw new AssertionError("no answer");
    }
    return got;
  }

  @Test
  void ask_afterConnection_answerArrivesWhole() throws Exception {
    Question question = new Question(COMMUNITY, List.of(chunk(1), chunk(2)));
    PeerAddress four = new PeerAddress(InetAddress.getByName("192.0.2.7"), 6891);
    PeerAddress six = new PeerAddress(InetAddress.getByName("2001:db8::7"), 1);
    BlockingQueue<Question> asked = new LinkedBlockingQueue<>();
    right.answerWith(
        heard -> {
          asked.add(heard);
          return Optional.of(
              new Answer(
                  6999, Optional.of("news".getBytes(StandardCharsets.UTF_8)), List.of(four, six)));
        });
    connectBoth();
    BlockingQueue<Got> answers = new LinkedBlockingQueue<>();

    left.ask(question, (from, answer) -> answers.add(new Got(from, answer)));

    Got got = next(answers);
    assertThat(got.from().isLoopbackAddress()).isTrue();
    assertThat(got.answer().torrentPort()).isEqualTo(6999);
    assertThat(got.answer().newestAnnouncement())
        .hasValueSatisfying(
            bytes -> assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("news"));
    assertThat(got.answer().peers()).containsExactly(four, six);
    assertThat(asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(question);
  }

  @Test
  void ask_answerWithoutAnything_arrives() throws Exception {
    right.answerWith(heard -> Optional.of(new Answer(0, Optional.empty(), List.of())));
    connectBoth();
    BlockingQueue<Got> answers = new LinkedBlockingQueue<>();

    left.ask(
        new Question(COMMUNITY, List.of()), (from, answer) -> answers.add(new Got(from, answer)));

    Got got = next(answers);
    assertThat(got.answer().torrentPort()).isZero();
    assertThat(got.answer().newestAnnouncement()).isEmpty();
    assertThat(got.answer().peers()).isEmpty();
  }

  @Test
  void ask_largestQuestionAndAnswer_arrive() throws Exception {
    List<ChunkId> chunks = new ArrayList<>();
    for (int i = 0; i < NeighbourExchange.MAX_CHUNKS; i++) {
      chunks.add(chunk(i));
    }
    List<PeerAddress> peers = new ArrayList<>();
    for (int i = 1; i <= NeighbourExchange.MAX_PEERS; i++) {
      peers.add(new PeerAddress(InetAddress.getByName("2001:db8::" + i), 65_535));
    }
    byte[] news = new byte[ControlTopics.MAX_PAYLOAD];
    right.answerWith(
        heard ->
            heard.chunks().equals(chunks)
                ? Optional.of(new Answer(65_535, Optional.of(news), peers))
                : Optional.empty());
    connectBoth();
    BlockingQueue<Got> answers = new LinkedBlockingQueue<>();

    left.ask(new Question(COMMUNITY, chunks), (from, answer) -> answers.add(new Got(from, answer)));

    Got got = next(answers);
    assertThat(got.answer().peers()).isEqualTo(peers);
    assertThat(got.answer().newestAnnouncement())
        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(news));
  }

  @Test
  void ask_responderRefusesOne_answersTheOther() throws Exception {
    right.answerWith(
        heard ->
            heard.chunks().isEmpty()
                ? Optional.empty()
                : Optional.of(new Answer(1, Optional.empty(), List.of())));
    connectBoth();
    BlockingQueue<Got> answers = new LinkedBlockingQueue<>();

    left.ask(
        new Question(COMMUNITY, List.of()), (from, answer) -> answers.add(new Got(from, answer)));
    left.ask(
        new Question(COMMUNITY, List.of(chunk(1))),
        (from, answer) -> answers.add(new Got(from, answer)));

    assertThat(next(answers).answer().torrentPort()).isEqualTo(1);
    assertThat(answers).isEmpty();
  }

  @Test
  void ask_bothDirections_bothAnswered() throws Exception {
    left.answerWith(heard -> Optional.of(new Answer(1, Optional.empty(), List.of())));
    right.answerWith(heard -> Optional.of(new Answer(2, Optional.empty(), List.of())));
    connectBoth();
    BlockingQueue<Got> atLeft = new LinkedBlockingQueue<>();
    BlockingQueue<Got> atRight = new LinkedBlockingQueue<>();
    Question question = new Question(COMMUNITY, List.of());

    left.ask(question, (from, answer) -> atLeft.add(new Got(from, answer)));
    right.ask(question, (from, answer) -> atRight.add(new Got(from, answer)));

    assertThat(next(atLeft).answer().torrentPort()).isEqualTo(2);
    assertThat(next(atRight).answer().torrentPort()).isEqualTo(1);
  }

  @Test
  void ask_tooManyChunks_refusedAtOnce() {
    List<ChunkId> chunks = new ArrayList<>();
    for (int i = 0; i <= NeighbourExchange.MAX_CHUNKS; i++) {
      chunks.add(chunk(i));
    }

    assertThatThrownBy(() -> left.ask(new Question(COMMUNITY, chunks), (from, answer) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
