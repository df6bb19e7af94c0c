package org.annals.magnetindex;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Connected nodes in one process: each node is the neighbour of all others, at the loopback
 * address. Thread-safe; callbacks run on the executor that was given.
 */
public final class InMemoryNeighbours {
  private final List<Node> nodes = new ArrayList<>();
  private final Executor executor;

  /** A neighbourhood without nodes. */
  public InMemoryNeighbours(Executor executor) {
    this.executor = executor;
  }

  /** A new node; all others are told of the connection, and it of each. */
  public synchronized NeighbourExchange join() {
    Node node = new Node();
    for (Node other : nodes) {
      other.connected();
      node.pending++;
    }
    nodes.add(node);
    return node;
  }

  private final class Node implements NeighbourExchange {
    private Optional<Responder> responder = Optional.empty();
    private final List<Runnable> onConnected = new ArrayList<>();
    private int pending;

    @Override
    public void ask(Question question, AnswerListener listener) {
      if (question.chunks().size() > MAX_CHUNKS) {
        throw new IllegalArgumentException("at most 64 chunks");
      }
      List<Node> others;
      synchronized (InMemoryNeighbours.this) {
        others = List.copyOf(nodes);
      }
      for (Node other : others) {
        if (!other.equals(this)) {
          executor.execute(() -> other.answer(question, listener));
        }
      }
    }

    private void answer(Question question, AnswerListener listener) {
      Optional<Responder> current;
      synchronized (InMemoryNeighbours.this) {
        current = responder;
      }
      current
          .flatMap(one -> one.answer(question))
          .ifPresent(answer -> listener.answered(InetAddress.getLoopbackAddress(), answer));
    }

    @Override
    public void answerWith(Responder next) {
      synchronized (InMemoryNeighbours.this) {
        responder = Optional.of(next);
      }
    }

    @Override
    public void onConnected(Runnable listener) {
      synchronized (InMemoryNeighbours.this) {
        onConnected.add(listener);
        for (int i = 0; i < pending; i++) {
          executor.execute(listener);
        }
        pending = 0;
      }
    }

    private void connected() {
      if (onConnected.isEmpty()) {
        pending++;
      }
      onConnected.forEach(executor::execute);
    }
  }
}
