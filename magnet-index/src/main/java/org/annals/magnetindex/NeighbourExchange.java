package org.annals.magnetindex;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.PeerAddress;

/**
 * Questions between connected nodes: who has these chunks, and what is the newest announcement
 * ({@code /annals/peers/1.0.0}, FORMAT section 6).
 *
 * <p>Thread-safe; never blocks.
 */
public interface NeighbourExchange {

  /** Most chunks in one question. */
  int MAX_CHUNKS = 64;

  /** Most peers in one answer. */
  int MAX_PEERS = 16;

  /** Asks every connected node; each answer comes alone, on the exchange's thread. */
  void ask(Question question, AnswerListener listener);

  /** Sets who answers; without one, questions are refused. */
  void answerWith(Responder responder);

  /** Is told of each new connection, when it is ready for questions. */
  void onConnected(Runnable listener);

  /** A question about one community. */
  record Question(CommunityId community, List<ChunkId> chunks) {
    public Question {
      chunks = List.copyOf(chunks);
    }
  }

  /**
   * An answer.
   *
   * @param torrentPort where the answering node listens, 0 when it does not
   * @param newestAnnouncement SignedAnnouncement, unchecked
   * @param peers others that hold some of the chunks and agreed to be named
   */
  record Answer(int torrentPort, Optional<byte[]> newestAnnouncement, List<PeerAddress> peers) {
    public Answer {
      peers = List.copyOf(peers);
    }
  }

  /** Receives answers. */
  @FunctionalInterface
  interface AnswerListener {
    /**
     * One node's answer.
     *
     * @param from the connection's remote address
     */
    void answered(InetAddress from, Answer answer);
  }

  /** Answers questions of others; empty refuses. Called on the exchange's thread. */
  @FunctionalInterface
  interface Responder {
    /** The answer, if there is to be one. */
    Optional<Answer> answer(Question question);
  }
}
