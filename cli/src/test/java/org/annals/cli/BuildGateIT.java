package org.annals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each gate of the build really breaks it: a copy of one module, one planted violation at a time.
 */
@Tag("gates")
final class BuildGateIT {
  private static final Path ROOT = Path.of(System.getProperty("annals.root", "..")).normalize();

  @TempDir Path copy;

  @Test
  void build_untouchedModule_passes() throws Exception {
    assertThat(build("")).doesNotContain("BUILD FAILURE", "ERROR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          format     | static int one() { return 1;}                                             | spotless
          Error Prone| static boolean same(Integer a, Integer b) {\\n    return a.equals(a);\\n  }  | SelfEquals
          NullAway   | static String none() {\\n    return null;\\n  }                             | NullAway
          javac      | static java.util.List raw() {\\n    return java.util.List.of();\\n  }        | raw type
          """)
  void build_plantedViolation_fails(String gate, String method, String expected) throws Exception {
    assertThat(build(method.replace("\\n", "\n"))).as(gate).contains(expected).contains("ERROR");
  }

  private String build(String method) throws IOException, InterruptedException {
    for (String each : new String[] {"pom.xml", ".mvn/jvm.config", "quota/pom.xml"}) {
      Files.createDirectories(copy.resolve(each).getParent());
      Files.copy(ROOT.resolve(each), copy.resolve(each));
    }
    Path pom = copy.resolve("pom.xml");
    Files.writeString(
        pom,
        Files.readString(pom)
            .replaceAll("<module>(?!quota<)[a-z-]+</module>", "")
            .replaceAll("<test.module>.*</test.module>", ""));
    Path quotaPom = copy.resolve("quota/pom.xml");
    Files.writeString(
        quotaPom, Files.readString(quotaPom).replaceAll("(?s)<dependencies>.*</dependencies>", ""));
    copyTree(ROOT.resolve("quota/src/main"), copy.resolve("quota/src/main"));
    if (!method.isEmpty()) {
      Files.writeString(
          copy.resolve("quota/src/main/java/org/annals/quota/Planted.java"),
          "package org.annals.quota;\n\nfinal class Planted {\n  private Planted() {}\n\n  "
              + method
              + "\n}\n");
    }
    Process maven =
        new ProcessBuilder("mvn", "-B", "-ntp", "-o", "compile")
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    maven.waitFor();
    return said;
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      tree.forEach(
          each -> {
            try {
              Files.createDirectories(to.resolve(from.relativize(each)).getParent());
              Files.copy(each, to.resolve(from.relativize(each)));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
