package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.Progress;
import org.annals.node.request.RequestClient;
import org.jspecify.annotations.Nullable;

/** A home of its own, used only through the built jar, as a stranger would. */
final class AnnalsHome implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String JAR = System.getProperty("annals.jar", "");

  private final Path directory;
  private final Map<String, String> environment;
  private @Nullable Process node;

  private AnnalsHome(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  static AnnalsHome init(Path directory) throws IOException, InterruptedException {
    return init(directory, Map.of());
  }

  static AnnalsHome init(Path directory, Map<String, String> environment)
      throws IOException, InterruptedException {
    AnnalsHome home = new AnnalsHome(directory, environment);
    home.ok("init");
    return home;
  }

  /** A home on which {@code init} was not run. */
  static AnnalsHome uninitialised(Path directory) {
    return new AnnalsHome(directory, Map.of());
  }

  Path directory() {
    return directory;
  }

  /** Runs a command that must succeed and returns its last line. */
  JsonNode ok(String... command) throws IOException, InterruptedException {
    Result result = run(command);
    assertThat(result.exit()).as(() -> String.join(" ", command) + "\n" + result).isZero();
    return result.last();
  }

  /** Runs a command and returns whatever it said. */
  Result run(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("--json", "--home", directory.toString()));
    line.addAll(List.of(command));
    return runExactly(line.toArray(new String[0]));
  }

  /** Runs a command line as it is, without the options that say JSON and which home. */
  Result runExactly(String... command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("annals-stderr", ".txt");
    Process process = start(errors, List.of(command));
    process.getOutputStream().close();
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(MAPPER.readTree(line));
      }
    }
    int exit = process.waitFor();
    String said = Files.readString(errors);
    Files.delete(errors);
    return new Result(exit, lines, said);
  }

  /** Starts the node on loopback and waits until it is ready. */
  JsonNode startNode(String... options) throws IOException {
    launchNode(options);
    return awaitReady();
  }

  /** Starts the node on loopback and does not wait. */
  void launchNode(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("--json", "--home", directory.toString()));
    command.addAll(List.of("node", "--listen", "127.0.0.1"));
    command.addAll(List.of("--torrent-port", "0", "--waku-port", "0"));
    command.addAll(List.of(options));
    node = start(nodeLog(), command);
  }

  private Path nodeLog() {
    return directory.resolveSibling(directory.getFileName() + "-node.log");
  }

  private JsonNode awaitReady() throws IOException {
    BufferedReader out = nodeProcess().inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      JsonNode event = MAPPER.readTree(line);
      if (event.path("event").asText().equals("ready")) {
        return event;
      }
    }
    throw new AssertionError("the node ended before it was ready:\n" + Files.readString(nodeLog()));
  }

  /** What the node on the home answers to a request on its socket; quicker than a command. */
  JsonNode ask(String request) throws IOException, CommandFailure {
    Path socket = directory.resolve("run").resolve("annals.sock");
    ObjectNode nothing = MAPPER.createObjectNode();
    return RequestClient.ask(socket, request, nothing, Progress.SILENT).json();
  }

  /** The only community of {@code status}. */
  JsonNode community() throws IOException, InterruptedException {
    return ok("status").path("communities").path(0);
  }

  /** The chunks of {@code archive list}. */
  List<JsonNode> archives() throws IOException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    ok("archive", "list").path("archives").forEach(all::add);
    return all;
  }

  /** Joins a community and switches it on. */
  void join(String invite) throws IOException, InterruptedException {
    ok("community", "add", invite);
    ok("community", "enable");
  }

  /** The running node's process. */
  Process nodeProcess() {
    return Objects.requireNonNull(node, "no node runs");
  }

  /** Stops the node as a user would. */
  void stopNode() throws InterruptedException {
    Process running = node;
    if (running != null) {
      running.destroy();
      assertThat(running.waitFor(20, TimeUnit.SECONDS)).as("the node ends when asked").isTrue();
      node = null;
    }
  }

  /** Kills the node without any chance to tidy up. */
  void killNode() {
    Process running = node;
    if (running != null) {
      running.destroyForcibly().onExit().join();
      node = null;
    }
  }

  private Process start(Path errors, List<String> command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", JAR));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Override
  public void close() {
    killNode();
  }

  /** What a command said. */
  record Result(int exit, List<JsonNode> lines, String errors) {
    JsonNode last() {
      return lines.get(lines.size() - 1);
    }

    /** Without what it said of its progress. */
    @Override
    public String toString() {
      List<JsonNode> end = lines.subList(Math.max(0, lines.size() - 3), lines.size());
      return "exit " + exit + "\n" + end + "\n" + errors;
    }
  }
}
