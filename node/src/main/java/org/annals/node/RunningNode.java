package org.annals.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.RequestServer;
import org.annals.node.run.Lanes;
import org.annals.node.run.NodeRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that runs on a home: everything that an {@link OpenedHome} is, with sockets, loops and the
 * request socket. Closing it ends all of that in bounded time; it can be closed from any thread,
 * more than once.
 */
public final class RunningNode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningNode.class);
  private static final long CLOSING_SECONDS = 10;

  private final OpenedHome home;
  private final NodeRun run;
  private final ExecutorService requests;
  private final RequestServer server;
  private boolean closed;

  private RunningNode(
      OpenedHome home, NodeRun run, ExecutorService requests, RequestServer server) {
    this.home = home;
    this.run = run;
    this.requests = requests;
    this.server = server;
  }

  /**
   * Opens the home and starts.
   *
   * @throws CommandFailure when the home is held by another process or an option is wrong
   * @throws IOException when something cannot be opened or a port cannot be bound
   */
  public static RunningNode start(Home home, NodeOptions options)
      throws CommandFailure, IOException {
    OpenedHome opened = OpenedHome.open(home);
    try {
      NodeRun run = NodeRun.start(opened.parts(), opened.communities(), options);
      try {
        return listening(home, opened, run);
      } catch (IOException | RuntimeException e) {
        run.close();
        throw e;
      }
    } catch (CommandFailure | IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static RunningNode listening(Home home, OpenedHome opened, NodeRun run)
      throws IOException {
    Files.createDirectories(home.socket().getParent());
    ExecutorService requests = Executors.newCachedThreadPool(Lanes.named("request"));
    try {
      RequestServer server = RequestServer.start(home.socket(), run.commands(), requests);
      return new RunningNode(opened, run, requests, server);
    } catch (IOException | RuntimeException e) {
      requests.shutdownNow();
      throw e;
    }
  }

  /** {@code {"event":"ready","pid","peerId","waku":{"addresses":[]},"torrent":{"port"}}}. */
  public ObjectNode ready() {
    ObjectNode ready =
        JsonNodeFactory.instance
            .objectNode()
            .put("event", "ready")
            .put("pid", ProcessHandle.current().pid())
            .put("peerId", run.peerId());
    run.wakuAddresses().forEach(ready.putObject("waku").putArray("addresses")::add);
    ready.putObject("torrent").put("port", run.torrentPort());
    return ready;
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      try (home;
          run;
          server) {
        endRequests();
      }
    }
  }

  /** Commands are interrupted; they end before the home is closed under them. */
  private void endRequests() {
    requests.shutdownNow();
    try {
      if (!requests.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        log.warn("a command that was interrupted {} s ago still runs", CLOSING_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
