package org.annals.waku.gossipsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.annals.keys.Digest;
import org.annals.waku.host.peer.PeerId;

/**
 * State machines connected by links with delay, on virtual time. RPCs travel as bytes, split as on
 * real streams. A run is a function of its seed.
 */
final class SimulatedNetwork {
  private static final long BEAT = Duration.ofSeconds(1).toNanos();

  final List<Gossip> nodes = new ArrayList<>();
  final List<Map<Digest, Integer>> delivered = new ArrayList<>();
  long messagesSent;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Map<PeerId, Integer> numbers = new HashMap<>();
  private final Map<Integer, Long> lastArrival = new HashMap<>();
  private long nanos;
  private long nextNumber;
  private BooleanSupplier losesMessages = () -> false;

  private record Event(long at, long number, Runnable action) {}

  SimulatedNetwork(int size, GossipParameters parameters, long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      int node = i;
      nodes.add(
          new Gossip(
              parameters, m -> new Validator.Verdict.Accepted(), () -> nanos, random.split()));
      delivered.add(new HashMap<>());
      numbers.put(GossipLab.peer(i), i);
      at(nanos + random.nextLong(BEAT), () -> beat(node));
    }
  }

  /** From now on so many of a hundred RPCs with messages are lost, as with a slow peer. */
  void lose(int percent) {
    losesMessages = () -> random.nextInt(100) < percent;
  }

  void connect(int dialer, int listener) {
    carryOut(dialer, nodes.get(dialer).connected(GossipLab.peer(listener), true));
    carryOut(listener, nodes.get(listener).connected(GossipLab.peer(dialer), false));
  }

  void disconnect(int a, int b) {
    nodes.get(a).disconnected(GossipLab.peer(b));
    nodes.get(b).disconnected(GossipLab.peer(a));
  }

  void subscribeAll() {
    for (int i = 0; i < nodes.size(); i++) {
      carryOut(i, nodes.get(i).subscribe(GossipLab.TOPIC));
    }
  }

  Digest publish(int node, byte[] data) {
    Gossip.Published published = (Gossip.Published) nodes.get(node).publish(GossipLab.TOPIC, data);
    carryOut(node, published.effects());
    return published.id();
  }

  /** Lets time pass. */
  void run(Duration duration) {
    long end = nanos + duration.toNanos();
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.remove();
      nanos = event.at();
      event.action().run();
    }
    nanos = end;
  }

  /** How many nodes other than the author got a message. */
  long reached(Digest id) {
    return delivered.stream().filter(got -> got.containsKey(id)).count();
  }

  private void beat(int node) {
    carryOut(node, nodes.get(node).heartbeat());
    at(nanos + BEAT, () -> beat(node));
  }

  private void carryOut(int node, Effects effects) {
    effects.deliveries().forEach(d -> delivered.get(node).merge(d.message().id(), 1, Integer::sum));
    for (Effects.Outgoing outgoing : effects.outgoing()) {
      int to = Objects.requireNonNull(numbers.get(outgoing.to()));
      for (Rpc part : RpcSplitter.split(outgoing.rpc())) {
        if (part.isControl() || !losesMessages.getAsBoolean()) {
          send(node, to, part);
        }
      }
    }
  }

  /** 5 to 50 ms, in order. */
  private void send(int from, int to, Rpc rpc) {
    messagesSent += rpc.messages().size();
    byte[] bytes = RpcCodec.encode(rpc);
    long arrival = nanos + Duration.ofMillis(random.nextInt(5, 51)).toNanos();
    int link = from * nodes.size() + to;
    long inOrder = Math.max(arrival, lastArrival.getOrDefault(link, 0L));
    lastArrival.put(link, inOrder);
    at(
        inOrder,
        () -> {
          RpcCodec.Decoded decoded = (RpcCodec.Decoded) RpcCodec.decode(bytes);
          carryOut(to, nodes.get(to).received(GossipLab.peer(from), decoded.rpc()));
        });
  }

  private void at(long time, Runnable action) {
    events.add(new Event(time, nextNumber++, action));
  }
}
