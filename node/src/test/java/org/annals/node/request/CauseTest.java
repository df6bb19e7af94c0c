package org.annals.node.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class CauseTest {
  @Test
  void of_exceptionThatNamesAPathOnly_saysWhatIsWrongWithIt() {
    assertThat(Cause.of(new AccessDeniedException("/a"))).isEqualTo("/a: permission was denied");
    assertThat(Cause.of(new NoSuchFileException("/a"))).startsWith("/a: there is no such file");
    assertThat(Cause.of(new FileAlreadyExistsException("/a"))).contains("already");
    assertThat(Cause.of(new FileSystemException("/a"))).isEqualTo("/a: FileSystemException");
  }

  @Test
  void of_exceptionThatSaysMore_isLeftAlone() {
    assertThat(Cause.of(new FileSystemException("/a", null, "Read-only file system")))
        .isEqualTo("/a: Read-only file system");
    assertThat(Cause.of(new IOException("the disk is full"))).isEqualTo("the disk is full");
  }
}
