package org.annals.bench.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.annals.bench.ProcessMeter;

/**
 * The {@code annals} program on one home, run by its launcher. Confined to one thread.
 *
 * @param launcher the {@code annals} script
 */
record Annals(Path launcher, Path home) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** On a home; the launcher is the one that {@code bench/run} names. */
  static Annals on(Path home) {
    return new Annals(Path.of(System.getProperty("bench.annals", "./annals")), home);
  }

  /** Sets the home up, without the limits of a new one: they are not what is measured. */
  void init() throws IOException, InterruptedException {
    run("init");
    run("quota", "set", "--up", "unlimited", "--disk", "unlimited");
  }

  /** Sees how far a command has come. */
  @FunctionalInterface
  interface Watcher {
    /** It has said that it came further, and still runs. */
    void line(ProcessMeter meter) throws IOException;
  }

  /** Runs a command to its end and reads its answer. */
  JsonNode run(String... arguments) throws IOException, InterruptedException {
    return run("", meter -> {}, arguments);
  }

  /** Runs a command with these options of the JVM, watched, and reads its answer. */
  JsonNode run(String javaOptions, Watcher watcher, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(javaOptions, arguments);
    ProcessMeter meter = new ProcessMeter(process.pid());
    String last = "";
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = line;
        if (line.startsWith("{\"event\":\"progress\"")) {
          watcher.line(meter);
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("annals " + arguments[0] + " answered " + last);
    }
    return JSON.readTree(last);
  }

  /** Runs a command whose answer does not matter. */
  boolean succeeds(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    return process.waitFor() == 0;
  }

  /** Starts a node; its first line is not read yet. */
  Node node(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("node"));
    all.addAll(List.of(arguments));
    return new Node(start(all.toArray(String[]::new)));
  }

  private Process start(String... arguments) throws IOException {
    return start("", arguments);
  }

  private Process start(String javaOptions, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(launcher.toString(), "--home", home.toString(), "--json"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    if (!javaOptions.isEmpty()) {
      builder.environment().put("ANNALS_JAVA_OPTS", javaOptions);
    }
    return builder.start();
  }

  /** A node in its process; closing stops it as a user does. */
  record Node(Process process) implements AutoCloseable {

    /** Waits until it runs and answers what it says of itself. */
    JsonNode ready() throws IOException {
      String line = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (line == null) {
        throw new IOException("the node ended before it was ready");
      }
      return JSON.readTree(line);
    }

    ProcessMeter meter() {
      return new ProcessMeter(process.pid());
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
