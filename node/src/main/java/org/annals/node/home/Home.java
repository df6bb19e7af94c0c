package org.annals.node.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;

/**
 * The paths of one Annals home. With {@code --home} or ANNALS_HOME everything lies in one
 * directory; without, data and logs go to the XDG directories. Paths that belong to a community are
 * built from its id alone, never from anything that came over the network.
 *
 * @param data keys, databases, chunks
 * @param logs log files
 * @param runtime where the socket goes when its path in the home is too long
 */
public record Home(Path data, Path logs, Path runtime) {
  /** Longest path of a Unix-domain socket on Linux and macOS, less a reserve. */
  private static final int MAX_SOCKET_PATH = 100;

  /** The node's log file and the one before it together, at most. */
  public static final long NODE_LOG_BYTES = 2L << 20;

  /** Keys, lock and socket together, at most: some hundred bytes each. */
  public static final long SMALL_FILES_BYTES = 64L << 10;

  /** Finds the home: the option first, then the environment, then the XDG directories. */
  public static Home resolve(Optional<Path> option, Map<String, String> environment) {
    Path user = Path.of(environment.getOrDefault("HOME", "."));
    Path runtime =
        nonEmpty(environment, "XDG_RUNTIME_DIR")
            .orElseGet(() -> Path.of("/tmp", "annals-" + environment.getOrDefault("USER", "user")));
    Optional<Path> single = option.or(() -> nonEmpty(environment, "ANNALS_HOME"));
    if (single.isPresent()) {
      Path data = single.get().toAbsolutePath().normalize();
      return new Home(data, data.resolve("logs"), runtime);
    }
    Path data =
        nonEmpty(environment, "XDG_DATA_HOME").orElseGet(() -> user.resolve(".local/share"));
    Path state =
        nonEmpty(environment, "XDG_STATE_HOME").orElseGet(() -> user.resolve(".local/state"));
    return new Home(
        data.resolve("annals").toAbsolutePath(), state.resolve("annals").toAbsolutePath(), runtime);
  }

  private static Optional<Path> nonEmpty(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(s -> !s.isEmpty()).map(Path::of);
  }

  /** Whether {@code annals init} was run here. */
  public boolean exists() {
    return Files.isDirectory(keys());
  }

  /** Makes the directories that every home has, readable by their owner only. */
  public void create() throws IOException {
    for (Path directory : new Path[] {data, keys(), run(), communities(), incoming(), logs}) {
      Files.createDirectories(directory);
    }
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(keys(), PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString("rwx------"));
  }

  /** Private keys. */
  public Path keys() {
    return data.resolve("keys");
  }

  /** Lock and socket. */
  public Path run() {
    return data.resolve("run");
  }

  /** All communities. */
  public Path communities() {
    return data.resolve("communities");
  }

  /** What is being fetched. */
  public Path incoming() {
    return data.resolve("incoming");
  }

  /** What is measured. */
  public Path measure() {
    return data.resolve("measure");
  }

  /** The node's own database, as H2 names it: without {@code .mv.db}. */
  public Path nodeDatabase() {
    return data.resolve("node");
  }

  /** One community's directory. */
  public Path community(CommunityId id) {
    return communities().resolve(id.toString());
  }

  /** The socket on which a running node takes requests. */
  public Path socket() {
    Path socket = run().resolve("annals.sock");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH) {
      return socket;
    }
    String name =
        Digest.sha256(data.toString().getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    return runtime.resolve("annals-" + name + ".sock");
  }
}
