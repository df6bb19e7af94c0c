package org.annals.node.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Sends one request to a running node and hands on what it answers. */
public final class RequestClient {
  private static final ObjectMapper mapper = new ObjectMapper();

  private RequestClient() {}

  /**
   * Asks and waits for the end.
   *
   * @throws IOException when no node listens there, or it went away
   * @throws CommandFailure as the command failed
   */
  public static Reply ask(Path socket, String command, ObjectNode arguments, Progress progress)
      throws IOException, CommandFailure {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ObjectNode request = mapper.createObjectNode().put("command", command);
      request.set("arguments", arguments);
      ByteBuffer line =
          ByteBuffer.wrap(
              (mapper.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      return read(channel, progress);
    }
  }

  private static Reply read(SocketChannel channel, Progress progress)
      throws IOException, CommandFailure {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!(mapper.readTree(line) instanceof ObjectNode answer)) {
        throw new IOException("the node answered something else than an object");
      }
      JsonNode end = answer.path("end");
      if (end.has("failure")) {
        throw CommandFailure.ofJson(end.path("failure"));
      }
      if (end.path("result") instanceof ObjectNode result) {
        return new Reply(end.path("exit").asInt(), result);
      }
      progress.tell(answer);
    }
    throw new IOException("the node went away before it had answered");
  }
}
