package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs foreign BitTorrent clients. Missing ones skip the test, or fail it under CI. */
public final class Peers implements AutoCloseable {
  private static final String PYTHON = "/usr/bin/python3";

  private final Path work;
  private final List<Process> running = new ArrayList<>();

  /** Peers that log and keep their scripts in a directory. */
  public Peers(Path work) {
    this.work = work;
  }

  /** Skips the test, or fails it under CI, when a command does not run. */
  public static void need(String... command) {
    boolean there;
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      there = process.waitFor() == 0;
    } catch (IOException e) {
      there = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      there = false;
    }
    if (!there && System.getenv("CI") == null) {
      System.err.println("SKIPPED: " + String.join(" ", command) + " does not run here");
      Assumptions.abort(command[0] + " is missing");
    }
    if (!there) {
      throw new AssertionError(String.join(" ", command) + " does not run, and CI is set");
    }
  }

  /** The same for libtorrent's Python binding. */
  public static void needLibtorrent() {
    need(PYTHON, "-c", "import libtorrent");
  }

  /** Fetches a magnet link with libtorrent; answers its exit code. */
  public int libtorrentFetch(String magnet, Path directory, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(PYTHON, script("libtorrent_fetch.py"), magnet, directory.toString()));
    command.addAll(List.of(options));
    return await(start(command.toArray(new String[0])));
  }

  /** Starts a libtorrent seeder; answers its port. */
  public int libtorrentSeed(Path torrent, Path directory, String address) throws IOException {
    Process process =
        start(
            PYTHON,
            script("libtorrent_seed.py"),
            torrent.toString(),
            directory.toString(),
            address);
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    return Integer.parseInt(line.strip());
  }

  /** Starts libtorrent peers that are told what to do and say what they have moved. */
  Process libtorrentMeter() throws IOException {
    return start(PYTHON, script("libtorrent_meter.py"));
  }

  /** Starts any command; it ends when this is closed. */
  public Process start(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(work.resolve("peers.log").toFile()))
            .start();
    running.add(process);
    return process;
  }

  /** Waits for its end; answers its exit code, or -1 after ninety seconds. */
  public int await(Process process) throws IOException {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        return -1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
    if (process.exitValue() != 0) {
      System.err.println(said + Files.readString(work.resolve("peers.log")));
    }
    return process.exitValue();
  }

  private String script(String name) throws IOException {
    Path path = work.resolve(name);
    try (InputStream in = Peers.class.getResourceAsStream("/peers/" + name)) {
      if (in == null) {
        throw new IOException("no script " + name);
      }
      Files.write(path, in.readAllBytes());
    }
    return path.toString();
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
  }
}
