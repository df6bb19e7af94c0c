package org.annals.cli.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code annals} script in a source tree of its own, on a machine that has only what each test
 * puts into its {@code PATH}.
 */
final class LauncherIT {
  private static final Path SCRIPT =
      Path.of(System.getProperty("annals.root", "..")).resolve("annals");
  private static final String JAR = System.getProperty("annals.jar", "");

  /** What the script may use of any machine. */
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "cp",
          "dirname",
          "env",
          "find",
          "flock",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "rmdir",
          "sed",
          "sleep",
          "tail",
          "touch");

  @TempDir Path directory;

  private Path root;
  private Path bin;

  @BeforeEach
  void makeTreeAndPath() throws IOException {
    directory = directory.toRealPath();
    root = Files.createDirectories(directory.resolve("a tree"));
    bin = Files.createDirectories(directory.resolve("bin"));
    Files.copy(SCRIPT, root.resolve("annals"));
    Files.setPosixFilePermissions(
        root.resolve("annals"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(root.resolve(".mvn"));
    Files.createDirectories(root.resolve("cli/src/main/java"));
    Files.createDirectories(root.resolve("cli/target"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("cli/pom.xml"), "<project/>");
    Files.writeString(root.resolve("cli/src/main/java/A.java"), "class A {}");
    for (String each : TOOLS) {
      for (String place : new String[] {"/usr/bin", "/bin"}) {
        Path tool = Path.of(place, each);
        if (Files.isExecutable(tool) && !Files.exists(bin.resolve(each))) {
          Files.createSymbolicLink(bin.resolve(each), tool);
        }
      }
    }
    // Whatever the test made just now is older than what is built next.
    ageSources();
  }

  private void ageSources() throws IOException {
    try (var tree = Files.walk(root)) {
      for (Path each : tree.toList()) {
        Files.setLastModifiedTime(each, FileTime.fromMillis(1_600_000_000_000L));
      }
    }
  }

  @Test
  void annals_firstUse_buildsOnceThenNeedsNoMaven() throws Exception {
    haveJava();
    haveMaven("cp '" + JAR + "' cli/target/annals.jar");
    Said first = run(root, root.resolve("annals").toString(), "version");
    assertThat(first.exit).as(first.err).isZero();
    assertThat(first.out).startsWith("annals 0.1.0");
    assertThat(first.err).contains("building").contains("done in");
    assertThat(first.err.strip().lines()).as("one line of progress").hasSize(1);

    haveMaven("exit 1");
    Said second = run(root, root.resolve("annals").toString(), "version");
    assertThat(second.exit).as(second.err).isZero();
    assertThat(second.err).isEmpty();
    assertThat(builds()).isEqualTo(1);
    assertThat(classArchives()).as("starts are made faster").hasSize(1);
    Said logged =
        run(
            root,
            Map.of("ANNALS_JAVA_OPTS", "-Xlog:class+load:file=" + directory.resolve("loaded")),
            root.resolve("annals").toString(),
            "version");
    assertThat(logged.exit).as(logged.err).isZero();
    assertThat(Files.readString(directory.resolve("loaded")))
        .contains("source: shared objects file (top)");

    Files.writeString(root.resolve("cli/src/main/java/A.java"), "class A { }");
    Said changed = run(root, root.resolve("annals").toString(), "version");
    assertThat(changed.exit).as("sources changed, and Maven fails").isNotZero();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void annals_classArchiveOfAnotherJvm_isPassedOver() throws Exception {
    haveJava();
    haveMaven("cp '" + JAR + "' cli/target/annals.jar");
    run(root, root.resolve("annals").toString(), "version");
    Files.writeString(classArchives().get(0), "no archive of this JVM");
    Said said = run(root, root.resolve("annals").toString(), "version", "--json");
    assertThat(said.exit).as(said.err).isZero();
    assertThat(said.out).startsWith("{").hasLineCount(1);
    assertThat(said.err).isEmpty();
  }

  private List<Path> classArchives() throws IOException {
    try (var all = Files.list(root.resolve(".annals-build"))) {
      return all.filter(each -> each.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void annals_throughLinksAndFromAnyDirectory_findsItsTree() throws Exception {
    haveJava();
    haveMaven("cp '" + JAR + "' cli/target/annals.jar");
    Path links = Files.createDirectories(directory.resolve("links"));
    Files.createSymbolicLink(links.resolve("direct"), root.resolve("annals"));
    Files.createSymbolicLink(links.resolve("relative"), Path.of("direct"));
    for (Path each :
        List.of(links.resolve("direct"), links.resolve("relative"), Path.of("../links/relative"))) {
      Said said = run(bin, each.toString(), "version", "--json");
      assertThat(said.exit).as(each + said.err).isZero();
      assertThat(said.out).contains("\"version\":\"0.1.0\"");
    }
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void annals_twoStartsAtOnce_buildOnce() throws Exception {
    haveJava();
    haveMaven("sleep 1; cp '" + JAR + "' cli/target/annals.jar");
    Process first = start(root, Map.of(), root.resolve("annals").toString(), "version");
    Process second = start(root, Map.of(), root.resolve("annals").toString(), "version");
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isZero();
    assertThat(second.exitValue()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void annals_failedBuild_showsTheLogAndBuildsAgainNextTime() throws Exception {
    haveJava();
    haveMaven("echo 'the reason of the failure'; exit 1");
    Said failed = run(root, root.resolve("annals").toString(), "version");
    assertThat(failed.exit).isEqualTo(1);
    assertThat(failed.out).isEmpty();
    assertThat(failed.err).contains("the reason of the failure").contains("build.log");

    haveMaven("cp '" + JAR + "' cli/target/annals.jar");
    assertThat(run(root, root.resolve("annals").toString(), "version").exit).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void annals_withoutJava_saysWhatToInstall() throws Exception {
    haveMaven("exit 1");
    Said said = run(root, root.resolve("annals").toString(), "version");
    assertThat(said.exit).isEqualTo(1);
    assertThat(said.err)
        .startsWith("annals: Java was not found.")
        .contains("17")
        .contains("JAVA_HOME");
    assertThat(builds()).isZero();
  }

  @Test
  void annals_javaTooOld_saysWhichItFound() throws Exception {
    haveMaven("exit 1");
    for (String version : new String[] {"11.0.22", "1.8.0_392"}) {
      Path jdk = fakeJdk(version);
      Said said =
          run(
              root,
              Map.of("JAVA_HOME", jdk.toString()),
              root.resolve("annals").toString(),
              "version");
      assertThat(said.exit).isEqualTo(1);
      assertThat(said.err).contains(jdk.toString()).contains(version).contains("17 or newer");
    }
    assertThat(builds()).isZero();
  }

  @Test
  void annals_withoutMaven_saysWhatToInstall() throws Exception {
    haveJava();
    Said said = run(root, root.resolve("annals").toString(), "version");
    assertThat(said.exit).isEqualTo(1);
    assertThat(said.err).startsWith("annals: Maven was not found.").contains("3.8");
  }

  private void haveJava() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin");
    Files.createSymbolicLink(bin.resolve("java"), java.resolve("java"));
    Files.createSymbolicLink(bin.resolve("javac"), java.resolve("javac"));
  }

  private Path fakeJdk(String version) throws IOException {
    Path jdk = directory.resolve("jdk-" + version);
    executable(jdk.resolve("bin/java"), "echo 'this JVM must not be started'; exit 99");
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private void haveMaven(String does) throws IOException {
    executable(bin.resolve("mvn"), "echo run >> '" + directory.resolve("builds") + "'\n" + does);
  }

  private static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.toAbsolutePath().resolve("..").normalize());
    Files.writeString(file, "#!/bin/bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int builds() throws IOException {
    Path builds = directory.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  private record Said(int exit, String out, String err) {}

  private Said run(Path workingDirectory, String... command) throws Exception {
    return run(workingDirectory, Map.of(), command);
  }

  private Said run(Path workingDirectory, Map<String, String> environment, String... command)
      throws Exception {
    Process process = start(workingDirectory, environment, command);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    return new Said(exit, out, Files.readString(directory.resolve("stderr")));
  }

  private Process start(Path workingDirectory, Map<String, String> environment, String... command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(workingDirectory.toFile())
            .redirectError(directory.resolve("stderr").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("HOME", directory.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }
}
