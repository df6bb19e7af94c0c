package org.annals.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.run.NodeRun;

/**
 * A node that runs on a home: everything that an {@link OpenedHome} is, with sockets, loops and the
 * request socket. Closing it ends all of that in bounded time; it can be closed from any thread,
 * more than once.
 */
public final class RunningNode implements AutoCloseable {
  private final OpenedHome home;
  private final NodeRun run;
  private boolean closed;

  private RunningNode(OpenedHome home, NodeRun run) {
    this.home = home;
    this.run = run;
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
      Files.createDirectories(home.socket().getParent());
      NodeRun run = NodeRun.start(opened.parts(), opened.communities(), options);
      return new RunningNode(opened, run);
    } catch (CommandFailure | IOException | RuntimeException e) {
      opened.close();
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
      try (home) {
        run.close();
      }
    }
  }
}
