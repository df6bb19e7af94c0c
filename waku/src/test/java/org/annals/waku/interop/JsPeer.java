package org.annals.waku.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.host.peer.PeerId;

/**
 * A running js-libp2p peer: takes the commands and gives the events that its README lists.
 *
 * <p>Thread-safe. Closing it ends the process.
 */
public final class JsPeer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long DEFAULT_SECONDS = 20;

  private final Process process;
  private final Writer commands;
  private final List<JsonNode> events = new ArrayList<>();
  private boolean ended;

  private JsPeer(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::readEvents, "js-peer-events");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a peer with options of its command line and waits until it listens. */
  public static JsPeer start(String... options) {
    Path folder = JsInstall.folder();
    List<String> command = new ArrayList<>(List.of("node", "peer.mjs"));
    command.addAll(List.of(options));
    try {
      JsPeer peer =
          new JsPeer(
              new ProcessBuilder(command)
                  .directory(folder.toFile())
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start());
      peer.await("ready", event -> true);
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The peer's id. */
  public PeerId peerId() {
    return addresses().get(0).peer().orElseThrow();
  }

  /** Its id as text. */
  public String id() {
    return await("ready", event -> true).path("peer").asText();
  }

  /** Where it listens, with {@code /p2p}. */
  public List<Multiaddr> addresses() {
    List<Multiaddr> all = new ArrayList<>();
    await("ready", event -> true).path("addrs").forEach(a -> all.add(Multiaddr.of(a.asText())));
    return all;
  }

  /** The address to dial. */
  public Multiaddr address() {
    return addresses().get(0);
  }

  /** How many events there have been; a starting point for {@link #awaitFrom}. */
  public synchronized int mark() {
    return events.size();
  }

  /** All events so far. */
  public synchronized List<JsonNode> events() {
    return List.copyOf(events);
  }

  /** The first event of that name, past or to come, that the predicate takes. */
  public JsonNode await(String event, Predicate<JsonNode> predicate) {
    return awaitFrom(0, event, predicate);
  }

  /** The same, not looking before a mark. */
  public JsonNode awaitFrom(int mark, String event, Predicate<JsonNode> predicate) {
    return awaitFrom(mark, event, predicate, DEFAULT_SECONDS);
  }

  /** The same with another patience. */
  public synchronized JsonNode awaitFrom(
      int mark, String event, Predicate<JsonNode> predicate, long seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int next = mark;
    while (true) {
      for (; next < events.size(); next++) {
        JsonNode candidate = events.get(next);
        if (candidate.path("event").asText().equals(event) && predicate.test(candidate)) {
          return candidate;
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || ended) {
        throw new AssertionError(
            "no event " + event + (ended ? ", the process ended" : "") + "; last: " + lastEvents());
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + event, e);
      }
    }
  }

  /** Sends a command without waiting for its result. */
  public void send(String command) {
    try {
      synchronized (commands) {
        commands.write(command + "\n");
        commands.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a command and waits for its result, good or bad. */
  public JsonNode call(String command) {
    int mark = mark();
    send(command);
    String name = command.split(" ", 2)[0];
    return awaitFrom(mark, "result", event -> event.path("cmd").asText().equals(name));
  }

  /** Sends a command and insists on success. */
  public JsonNode run(String command) {
    JsonNode result = call(command);
    if (!result.path("ok").asBoolean()) {
      throw new AssertionError(command + ": " + result);
    }
    return result;
  }

  /** Kills the process without a farewell. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    awaitExit();
  }

  private void awaitExit() {
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<JsonNode> lastEvents() {
    return List.copyOf(events.subList(Math.max(0, events.size() - 5), events.size()));
  }

  private void readEvents() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = JSON.readTree(line);
        synchronized (this) {
          events.add(event);
          notifyAll();
        }
      }
    } catch (IOException e) {
      System.err.println("js peer: " + e);
    }
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }
}
