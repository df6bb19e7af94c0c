package org.annals.waku.peers;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.waku.host.Connection;
import org.annals.waku.host.Host;
import org.annals.waku.host.HostListener;
import org.annals.waku.host.PeerInfo;
import org.annals.waku.request.Questions;
import org.annals.waku.request.Reply;
import org.annals.waku.request.RequestProtocol;
import org.jspecify.annotations.Nullable;

/**
 * {@link NeighbourExchange} between connected hosts.
 *
 * <ul>
 *   <li>A peer may ask 64 questions at once and one more each two seconds; beyond it the stream is
 *       reset.
 *   <li>A question or answer that breaks the format closes the peer's connection.
 *   <li>Answers that take longer than 10 s are given up.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class PeersExchange implements NeighbourExchange, HostListener {
  /** The protocol's id. */
  public static final String PROTOCOL = "/annals/peers/1.0.0";

  private static final RequestProtocol REQUEST =
      new RequestProtocol(
          PROTOCOL,
          PeersCodec.MAX_QUESTION_BYTES,
          PeersCodec.MAX_ANSWER_BYTES,
          Duration.ofSeconds(10));

  private final Host host;
  private final Executor callbacks;
  private final Questions questions;
  private final AskingRate rate = new AskingRate(64, Duration.ofSeconds(2));
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Responder responder;

  private PeersExchange(Host host, Executor callbacks) {
    this.host = host;
    this.callbacks = callbacks;
    this.questions = new Questions(host, REQUEST);
  }

  /**
   * Mounts the protocol, to be done before the host starts.
   *
   * @param callbacks runs listeners and the responder; one at a time keeps their order
   */
  public static PeersExchange mount(Host host, Executor callbacks) {
    PeersExchange exchange = new PeersExchange(host, callbacks);
    exchange.questions.serve(exchange::asked);
    host.addListener(exchange);
    return exchange;
  }

  @Override
  public void ask(Question question, AnswerListener listener) {
    byte[] bytes = PeersCodec.encode(question);
    for (Connection connection : host.connections()) {
      if (connection.info().filter(PeersExchange::speaks).isPresent()
          && host.connection(connection.remotePeer()).filter(connection::equals).isPresent()) {
        var unused =
            questions
                .ask(connection, bytes)
                .whenComplete(
                    (answer, failure) -> {
                      if (answer != null) {
                        answered(connection, answer, listener);
                      }
                    });
      }
    }
  }

  @Override
  public void answerWith(Responder newResponder) {
    responder = newResponder;
  }

  @Override
  public void onConnected(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void identified(Connection connection, PeerInfo info) {
    if (speaks(info)) {
      listeners.forEach(callbacks::execute);
    }
  }

  private static boolean speaks(PeerInfo info) {
    return info.protocols().contains(PROTOCOL);
  }

  private void asked(Connection from, byte[] bytes, Reply reply) {
    Responder present = responder;
    PeersCodec.Outcome<Question> outcome = PeersCodec.decodeQuestion(bytes);
    if (outcome instanceof PeersCodec.Rejected<Question> rejected) {
      from.close(rejected.reason());
    } else if (present == null || !rate.take(from.remotePeer(), host.loop().nanoTime())) {
      reply.refuse();
    } else {
      Question question = ((PeersCodec.Decoded<Question>) outcome).value();
      callbacks.execute(() -> respond(present, question, reply));
    }
  }

  private static void respond(Responder responder, Question question, Reply reply) {
    Optional<Answer> answer = Optional.empty();
    try {
      answer = responder.answer(question);
    } finally {
      answer.map(PeersCodec::encode).ifPresentOrElse(reply::answer, reply::refuse);
    }
  }

  private void answered(Connection from, byte[] bytes, AnswerListener listener) {
    PeersCodec.Outcome<Answer> outcome = PeersCodec.decodeAnswer(bytes);
    if (outcome instanceof PeersCodec.Decoded<Answer> decoded) {
      callbacks.execute(
          () -> listener.answered(from.remoteAddress().getAddress(), decoded.value()));
    } else {
      from.close(((PeersCodec.Rejected<Answer>) outcome).reason());
    }
  }
}
