package org.annals.node.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests on a Unix-domain socket that only its owner may open. One line of JSON in;
 * events and, last, an {@code end} line out; the connection then closes. A client that goes away
 * interrupts its command.
 */
public final class RequestServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RequestServer.class);
  private static final int MAX_REQUEST_CHARS = 1 << 20;

  private final CommandTable commands;
  private final Path path;
  private final ServerSocketChannel server;
  private final ExecutorService executor;
  private final ObjectMapper mapper = new ObjectMapper();

  private RequestServer(
      CommandTable commands, Path path, ServerSocketChannel server, ExecutorService executor) {
    this.commands = commands;
    this.path = path;
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts listening. A socket file left by a dead node is replaced: the caller holds the home's
   * lock.
   *
   * @param executor runs one task for accepting and two for each request; closed by the caller
   */
  public static RequestServer start(Path path, CommandTable commands, ExecutorService executor)
      throws IOException {
    Files.deleteIfExists(path);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    RequestServer started = new RequestServer(commands, path, server, executor);
    executor.execute(started::accept);
    return started;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        hand(channel);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RejectedExecutionException e) {
        log.warn("could not accept a request", e);
      }
    }
  }

  private void hand(SocketChannel channel) throws IOException {
    try {
      executor.execute(() -> serve(channel));
    } catch (RejectedExecutionException e) {
      channel.close();
      throw e;
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      JsonNode request = request(in);
      Future<?> running = executor.submit(() -> answer(request, channel));
      // A client says nothing after its request; end of input means that it went away.
      int next = in.read();
      while (next != -1 && !running.isDone()) {
        next = in.read();
      }
      running.cancel(true);
    } catch (IOException | RejectedExecutionException e) {
      log.debug("a request ended early", e);
    }
  }

  /** What cannot be understood is answered as a request for no command at all. */
  private JsonNode request(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != -1 && c != '\n'; c = in.read()) {
      if (line.length() == MAX_REQUEST_CHARS) {
        return MissingNode.getInstance();
      }
      line.append((char) c);
    }
    try {
      return mapper.readTree(line.toString());
    } catch (JsonProcessingException e) {
      log.debug("a request is no JSON", e);
      return MissingNode.getInstance();
    }
  }

  private void answer(JsonNode request, SocketChannel channel) {
    LineWriter out = new LineWriter(channel);
    ObjectNode end = mapper.createObjectNode();
    try {
      ObjectNode arguments =
          request.path("arguments") instanceof ObjectNode given ? given : mapper.createObjectNode();
      Reply reply = commands.run(request.path("command").asText(), arguments, out::write);
      end.put("exit", reply.exit()).set("result", reply.json());
    } catch (CommandFailure e) {
      end.put("exit", e.code().exit()).set("failure", e.toJson());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    ObjectNode line = mapper.createObjectNode();
    line.set("end", end);
    out.write(line);
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      log.debug("the asking side went away before the answer", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
  }

  /**
   * Writes whole lines, from any thread; a client that is gone is found out by the reader. Writes
   * to the channel itself: a stream over it would wait for the stream that reads.
   */
  private final class LineWriter {
    private final SocketChannel channel;

    LineWriter(SocketChannel channel) {
      this.channel = channel;
    }

    synchronized void write(ObjectNode line) {
      try {
        ByteBuffer bytes =
            ByteBuffer.wrap(
                (mapper.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        log.debug("the asking side does not read", e);
      }
    }
  }
}
