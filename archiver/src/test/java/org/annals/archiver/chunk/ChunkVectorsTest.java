package org.annals.archiver.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.seal.PackBench;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The golden chunks. They may change only with the format; {@code -Dvectors.write=true} in the
 * module's folder writes them anew.
 */
final class ChunkVectorsTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors");
  private static final Path RESOURCES = VECTORS.resolve("chunk");

  @TempDir Path directory;

  private static byte[] golden(String name) throws IOException {
    try (var in = ChunkVectorsTest.class.getResourceAsStream("/vectors/chunk/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @Test
  void vectors_madeNow_areTheGoldenOnes() throws Exception {
    Map<String, byte[]> vectors = ChunkVectors.make(directory);
    StringBuilder json = new StringBuilder();
    json.append("{\"community\": \"" + ChunkVectors.COMMUNITY.id + "\",\n\"vectors\": [\n");
    String comma = "";
    for (Map.Entry<String, byte[]> vector : vectors.entrySet()) {
      Path file = directory.resolve(vector.getKey());
      Files.write(file, vector.getValue());
      json.append(comma).append(ChunkDump.of(vector.getKey(), file, vector.getValue()));
      comma = ",\n";
    }
    json.append("\n]}\n");
    if (Boolean.getBoolean("vectors.write")) {
      Files.createDirectories(RESOURCES);
      for (Map.Entry<String, byte[]> vector : vectors.entrySet()) {
        Files.write(RESOURCES.resolve(vector.getKey() + ".annals"), vector.getValue());
      }
      Files.writeString(RESOURCES.resolve("chunks.json"), json);
      return;
    }
    for (Map.Entry<String, byte[]> vector : vectors.entrySet()) {
      assertThat(vector.getValue())
          .as(vector.getKey())
          .isEqualTo(golden(vector.getKey() + ".annals"));
    }
    assertThat(json.toString())
        .isEqualTo(new String(golden("chunks.json"), StandardCharsets.UTF_8));
  }

  @Test
  void goodVectors_haveNoRejectedRecord() throws Exception {
    PackBench bench = new PackBench(ChunkVectors.COMMUNITY, directory);
    for (String name : new String[] {"first", "addendum", "limit", "limit-deletion", "imported"}) {
      byte[] bytes = golden(name + ".annals");
      Path file = Files.write(directory.resolve(name), bytes);
      OpenOutcome outcome =
          ChunkReader.open(file, bench.community.id, SampleChunk.id(bytes), bench.community.curve);
      try (ChunkReader chunk = ((OpenOutcome.Opened) outcome).chunk()) {
        for (int i = 0; i < chunk.sections(); i++) {
          assertThat(bench.authenticated(chunk, i).rejected()).as(name).isEmpty();
        }
      }
    }
  }

  /** A reader in another language, written from docs/format.md, must find the same. */
  @Test
  @Tag("peers")
  void vectors_secondReader_findsTheSame() throws Exception {
    Process python;
    try {
      python =
          new ProcessBuilder("python3", "read_chunk.py", "chunk")
              .directory(VECTORS.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      if ("true".equals(System.getenv("CI"))) {
        throw e;
      }
      abort("python3 is not installed: the second reader was not asked");
      return;
    }
    python.getOutputStream().close();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    if (python.exitValue() == 77 && !"true".equals(System.getenv("CI"))) {
      abort(said);
    }
    assertThat(python.exitValue()).as(said).isZero();
  }
}
