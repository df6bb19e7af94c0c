package org.annals.node.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
  @TempDir private Path directory;

  @Test
  void resolve_option_comesBeforeTheEnvironment() {
    Home home = Home.resolve(Optional.of(Path.of("/a")), Map.of("ANNALS_HOME", "/b", "HOME", "/h"));
    assertThat(home.data()).isEqualTo(Path.of("/a"));
    assertThat(home.logs()).isEqualTo(Path.of("/a/logs"));
  }

  @Test
  void resolve_environment_comesBeforeXdg() {
    Home home =
        Home.resolve(
            Optional.empty(), Map.of("ANNALS_HOME", "/b", "XDG_DATA_HOME", "/x", "HOME", "/h"));
    assertThat(home.data()).isEqualTo(Path.of("/b"));
  }

  @Test
  void resolve_xdg_splitsDataAndLogs() {
    Home home =
        Home.resolve(
            Optional.empty(),
            Map.of("XDG_DATA_HOME", "/d", "XDG_STATE_HOME", "/s", "XDG_RUNTIME_DIR", "/r"));
    assertThat(home.data()).isEqualTo(Path.of("/d/annals"));
    assertThat(home.logs()).isEqualTo(Path.of("/s/annals"));
    assertThat(home.runtime()).isEqualTo(Path.of("/r"));
  }

  @Test
  void resolve_nothingSet_usesTheUsersDirectories() {
    Home home = Home.resolve(Optional.empty(), Map.of("HOME", "/h", "ANNALS_HOME", ""));
    assertThat(home.data()).isEqualTo(Path.of("/h/.local/share/annals"));
    assertThat(home.logs()).isEqualTo(Path.of("/h/.local/state/annals"));
  }

  @Test
  void create_makesPrivateDirectories() throws IOException {
    Home home = Home.resolve(Optional.of(directory.resolve("home")), Map.of());
    assertThat(home.exists()).isFalse();
    home.create();
    home.create();
    assertThat(home.exists()).isTrue();
    for (Path each : new Path[] {home.data(), home.keys(), home.run()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void socket_longPath_goesToTheRuntimeDirectory() {
    Home near = Home.resolve(Optional.of(Path.of("/a")), Map.of("XDG_RUNTIME_DIR", "/r"));
    assertThat(near.socket()).isEqualTo(Path.of("/a/run/annals.sock"));
    Path deep = Path.of("/" + "ü".repeat(60));
    Home far = Home.resolve(Optional.of(deep), Map.of("XDG_RUNTIME_DIR", "/r"));
    assertThat(far.socket().getParent()).isEqualTo(Path.of("/r"));
    assertThat(far.socket().toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(100);
    Home other = Home.resolve(Optional.of(deep.resolve("x")), Map.of("XDG_RUNTIME_DIR", "/r"));
    assertThat(other.socket()).isNotEqualTo(far.socket());
  }

  @Test
  void lock_heldTwice_secondIsTold() throws IOException {
    Home home = Home.resolve(Optional.of(directory), Map.of());
    home.create();
    HomeLock.Outcome first = HomeLock.take(home, 4711);
    assertThat(first).isInstanceOf(HomeLock.Outcome.Held.class);
    assertThat(HomeLock.take(home, 4712)).isEqualTo(new HomeLock.Outcome.Busy(4711));
    ((HomeLock.Outcome.Held) first).lock().close();
    HomeLock.Outcome again = HomeLock.take(home, 4713);
    assertThat(again).isInstanceOf(HomeLock.Outcome.Held.class);
    ((HomeLock.Outcome.Held) again).lock().close();
  }
}
