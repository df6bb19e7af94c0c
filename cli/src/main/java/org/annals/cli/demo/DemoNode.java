package org.annals.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.annals.cli.Main;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;
import org.annals.node.request.RequestClient;
import org.jspecify.annotations.Nullable;

/** One of the demo's nodes: a home of its own and an operating-system process on it. */
final class DemoNode implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long STOP_SECONDS = 20;

  private final String name;
  private final Home home;
  private @Nullable Process process;

  DemoNode(String name, Path directory) {
    this.name = name;
    Path data = directory.resolve(name);
    this.home = new Home(data, data.resolve("logs"), directory);
  }

  Home home() {
    return home;
  }

  /** Starts {@code annals node} on loopback with free ports and waits until it is ready. */
  void start() throws IOException, CommandFailure {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    command.addAll(List.of("node", "--json", "--home", home.data().toString()));
    command.addAll(List.of("--listen", "127.0.0.1", "--torrent-port", "0", "--waku-port", "0"));
    Files.createDirectories(home.logs());
    File log = home.logs().resolve("stderr.log").toFile();
    Process started =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log)).start();
    process = started;
    BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (MAPPER.readTree(line).path("event").asText().equals("ready")) {
        return;
      }
    }
    throw new CommandFailure(
        ErrorCode.UNEXPECTED,
        "The demo's " + name + " node ended before it was ready.",
        "Its log says why: " + log,
        "Look into the log; with --keep the demo leaves everything in place.");
  }

  private static String classPath() {
    try {
      Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(jar) ? jar.toString() : System.getProperty("java.class.path");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the jar's own location is not a path", e);
    }
  }

  /** Asks the running node. */
  ObjectNode ask(String command, ObjectNode arguments, Progress progress)
      throws IOException, CommandFailure {
    Reply reply = RequestClient.ask(home.socket(), command, arguments, progress);
    if (reply.exit() != 0) {
      throw new CommandFailure(
          ErrorCode.PARTIAL,
          "The demo's " + name + " node did not complete '" + command + "'.",
          reply.json().toString(),
          "Look into " + home.logs() + "; run the demo with --keep to keep it.");
    }
    return reply.json();
  }

  ObjectNode ask(String command) throws IOException, CommandFailure {
    return ask(command, JsonNodeFactory.instance.objectNode(), Progress.SILENT);
  }

  /** The only community's part of the node's status. */
  JsonNode community() throws IOException, CommandFailure {
    return ask("status").path("communities").path(0);
  }

  Optional<Long> processId() {
    return Optional.ofNullable(process).map(Process::pid);
  }

  /** Stops the process as a user would, and waits for its end. */
  void stop() throws InterruptedException {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      running.destroyForcibly().waitFor();
    }
    process = null;
  }

  /** Ends the process at once; nothing of it is needed any more. */
  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }
}
