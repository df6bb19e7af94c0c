package org.annals.waku.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.annals.keys.Digest;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The js peer's files with their npm packages, installed once per version of the lock file into a
 * cache outside the source tree.
 */
final class JsInstall {
  private static final List<String> FILES =
      List.of("peer.mjs", "node20.mjs", "package.json", "package-lock.json");

  private JsInstall() {}

  /** The folder to run {@code node peer.mjs} in. */
  static synchronized Path folder() {
    if (!runs("node", "--version") || !runs("npm", "--version")) {
      missing("node and npm are not installed");
    }
    try {
      byte[] lock = resource("package-lock.json");
      Path cache = Path.of(System.getProperty("java.io.tmpdir"), "annals-peers");
      Files.createDirectories(cache);
      Path folder = cache.resolve(Digest.sha256(lock).hex().substring(0, 16));
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        Assertions.assertTrue(held.isValid());
        install(folder);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void install(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : FILES) {
      Path fresh = Files.createTempFile(folder, "new", ".tmp");
      Files.write(fresh, resource(name));
      Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
    Path mark = folder.resolve("installed");
    if (Files.exists(mark)) {
      return;
    }
    Path log = folder.resolve("npm.log");
    ProcessBuilder npm =
        new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    if (!ends(npm, 300)) {
      missing("npm ci failed: " + Files.readString(log));
    }
    Files.createFile(mark);
  }

  private static void missing(String why) {
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail(why);
    }
    System.err.println("SKIPPED: tests against js-libp2p: " + why);
    Assumptions.abort(why);
  }

  private static boolean runs(String... command) {
    return ends(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD),
        30);
  }

  private static boolean ends(ProcessBuilder builder, int seconds) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = JsInstall.class.getResourceAsStream("/js-libp2p/" + name)) {
      if (in == null) {
        throw new IOException("missing test resource js-libp2p/" + name);
      }
      return in.readAllBytes();
    }
  }
}
