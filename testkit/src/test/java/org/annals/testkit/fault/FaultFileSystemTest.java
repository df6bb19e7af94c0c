package org.annals.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultFileSystemTest {
  @TempDir Path directory;
  private FaultFileSystem fileSystem;
  private Path root;

  @BeforeEach
  void wrap() throws IOException {
    Files.writeString(directory.resolve("old"), "old");
    fileSystem = new FaultFileSystem(directory);
    root = fileSystem.root();
  }

  private static void sync(Path path) throws IOException {
    StandardOpenOption mode =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  /** What good code does. */
  private void writeDurably(String name, String text) throws IOException {
    Path temporary = root.resolve(name + ".tmp");
    Files.writeString(temporary, text);
    sync(temporary);
    Files.move(temporary, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    sync(root);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> list = Files.list(root)) {
      return list.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  @Test
  void withoutFaults_usualCalls_work() throws IOException {
    Path folder = Files.createDirectories(root.resolve("a/b"));
    Path file = folder.resolve("c.txt");
    Files.writeString(file, "hello");
    Files.writeString(file, " you", StandardOpenOption.APPEND);
    Files.copy(file, root.resolve("copy"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThat(Files.readString(root.resolve("copy"))).isEqualTo("hello you");
    assertThat(Files.size(file)).isEqualTo(9);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(root.relativize(file)).hasToString("a/b/c.txt");
    assertThat(names()).containsExactly("a", "copy", "old");
    try (Stream<Path> walk = Files.walk(root)) {
      assertThat(walk.filter(Files::isRegularFile)).hasSize(3);
    }
    assertThatThrownBy(file::toFile).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void crash_nothingSynced_leavesOnlyTheOld() throws IOException {
    Files.writeString(root.resolve("new"), "new");
    Files.writeString(root.resolve("old"), "changed");
    Files.createDirectory(root.resolve("folder"));

    fileSystem.crash(Crash.LOSE_ALL);

    assertThat(names()).containsExactly("old");
    assertThat(Files.readString(root.resolve("old"))).isEqualTo("old");
  }

  @Test
  void crash_afterTheWholeWriteOrder_leavesIt() throws IOException {
    writeDurably("new", "new");
    writeDurably("old", "changed");

    fileSystem.crash(Crash.LOSE_ALL);

    assertThat(names()).containsExactly("new", "old");
    assertThat(Files.readString(root.resolve("new"))).isEqualTo("new");
    assertThat(Files.readString(root.resolve("old"))).isEqualTo("changed");
  }

  @Test
  void crash_directoryNotSynced_renameIsLost() throws IOException {
    Path temporary = root.resolve("t");
    Files.writeString(temporary, "text");
    sync(temporary);
    sync(root);
    Files.move(temporary, root.resolve("final"));

    fileSystem.crash(Crash.LOSE_ALL);

    assertThat(names()).containsExactly("old", "t");
    assertThat(Files.readString(temporary)).isEqualTo("text");
  }

  @Test
  void crash_renamedWithoutFileSync_nameWithoutBytes() throws IOException {
    Path temporary = root.resolve("t");
    Files.writeString(temporary, "text");
    Files.move(temporary, root.resolve("final"));
    sync(root);

    fileSystem.crash(Crash.KEEP_NAMES);

    assertThat(names()).containsExactly("final", "old");
    assertThat(Files.size(root.resolve("final"))).isZero();
  }

  @Test
  void crash_deletionNotSynced_fileIsBack() throws IOException {
    Files.delete(root.resolve("old"));
    assertThat(names()).isEmpty();

    fileSystem.crash(Crash.LOSE_ALL);

    assertThat(Files.readString(root.resolve("old"))).isEqualTo("old");
  }

  @Test
  void crash_keepAll_losesNothing() throws IOException {
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/c"), "deep");
    Files.move(root.resolve("a"), root.resolve("z"));

    fileSystem.crash(Crash.KEEP_ALL);

    assertThat(Files.readString(root.resolve("z/b/c"))).isEqualTo("deep");
  }

  @Test
  void crash_openChannel_isDead() throws IOException {
    try (FileChannel channel = FileChannel.open(root.resolve("old"), StandardOpenOption.WRITE)) {
      fileSystem.crash(Crash.LOSE_ALL);

      assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(new byte[1])))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void crash_random_goodWriteOrderHasOldOrNew_always() throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      writeDurably("file", "before");
      fileSystem.faults().clear();
      writeDurably("probe", "x");
      long calls = fileSystem.faults().calls();
      Random random = new Random(seed);
      fileSystem.faults().dieAtCall(1 + random.nextLong(calls));

      assertThatThrownBy(() -> writeDurably("file", "after".repeat(1_000)))
          .isInstanceOf(IOException.class);
      fileSystem.crash(Crash.random(random));

      assertThat(Files.readString(root.resolve("file")))
          .as("seed %d", seed)
          .isIn("before", "after".repeat(1_000));
    }
  }

  @Test
  void failCall_eachOne_failsOnceThenWorks() throws IOException {
    writeDurably("x", "1");
    long calls = fileSystem.faults().calls();
    assertThat(calls).isBetween(5L, 12L);
    for (long k = 1; k <= calls; k++) {
      fileSystem.faults().clear();
      fileSystem.faults().failCall(k);

      assertThatThrownBy(() -> writeDurably("x", "2"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Input/output error");
      writeDurably("x", "2");
    }
  }

  @Test
  void failLook_eachOne_failsOnceAndIsNoCall() throws IOException {
    Path file = root.resolve("old");
    assertThat(Files.size(file)).isEqualTo(3);
    assertThat(Files.exists(file)).isTrue();
    assertThat(fileSystem.faults().looks()).isEqualTo(2);
    assertThat(fileSystem.faults().calls()).isZero();
    fileSystem.faults().failLook(1);
    assertThatThrownBy(() -> Files.size(file)).isInstanceOf(IOException.class);
    assertThat(Files.size(file)).isEqualTo(3);
    fileSystem.faults().failLook(1);
    assertThat(Files.exists(file)).isFalse();
    assertThat(Files.exists(file)).isTrue();
  }

  @Test
  void spaceLeft_writeBeyond_takesWhatFitsAndFails() throws IOException {
    fileSystem.faults().spaceLeft(10);
    Path file = root.resolve("big");

    assertThatThrownBy(() -> Files.write(file, new byte[25]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");

    assertThat(Files.size(file)).isEqualTo(10);
    Files.write(
        root.resolve("old"), "OLD".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    assertThat(Files.readString(root.resolve("old"))).as("no growth, no space").isEqualTo("OLD");
  }
}
