package org.annals.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.annals.magnetindex.InMemoryControlTopics;
import org.annals.magnetindex.InMemoryNeighbours;
import org.annals.testkit.VirtualClock;
import org.annals.testkit.VirtualScheduler;

/**
 * Several nodes in one process on one virtual time: announcements and questions go through memory,
 * files through a shared folder, everything else is as it runs for people.
 */
final class Simulation {
  private final Path root;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final VirtualScheduler scheduler = new VirtualScheduler(clock);
  private final InMemoryControlTopics topics = new InMemoryControlTopics(clock::instant, scheduler);
  private final InMemoryNeighbours neighbours = new InMemoryNeighbours(scheduler);
  private final Deque<SimulatedNode> nodes = new ArrayDeque<>();

  Simulation(Path root) {
    this.root = root;
  }

  /** A node on the home with this name, which is made when it is not there. */
  SimulatedNode node(String name) throws Exception {
    SimulatedNode node = SimulatedNode.start(this, name);
    nodes.push(node);
    return node;
  }

  /** Stops a node; its home stays. */
  void stop(SimulatedNode node) throws Exception {
    nodes.remove(node);
    node.close();
  }

  /**
   * Kills a node and starts it anew on what a process that dies leaves: its files as they are at
   * this moment, nothing closed, nothing flushed, nothing tidied.
   */
  SimulatedNode kill(SimulatedNode node) throws Exception {
    Path home = node.directory();
    Path left = root.resolve("left-by-the-dead");
    FileTree.copy(home, left);
    stop(node);
    FileTree.delete(home);
    Files.move(left, home);
    return node(home.getFileName().toString());
  }

  void pass(Duration time) {
    scheduler.advance(time);
  }

  /** Lets much time pass in 64 leaps: what is done every second is done once a leap. */
  void leap(Duration time) {
    Duration step = time.dividedBy(64);
    for (int i = 0; i < 64; i++) {
      clock.advance(step);
      scheduler.advance(Duration.ofSeconds(1));
    }
  }

  Path root() {
    return root;
  }

  VirtualClock clock() {
    return clock;
  }

  VirtualScheduler scheduler() {
    return scheduler;
  }

  InMemoryControlTopics topics() {
    return topics;
  }

  InMemoryNeighbours neighbours() {
    return neighbours;
  }

  /** Stops all nodes. */
  void stopAll() throws Exception {
    while (!nodes.isEmpty()) {
      nodes.pop().close();
    }
  }
}
