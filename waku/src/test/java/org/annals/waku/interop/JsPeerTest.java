package org.annals.waku.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
final class JsPeerTest {
  @Test
  void start_withFixedKey_hasTheIdOfThatKey() {
    try (JsPeer peer = JsPeer.start("--key", "01".repeat(32))) {
      assertThat(peer.id()).isEqualTo("16Uiu2HAmEWQnHq2jLKJypwVnVoQeFCULuyop6atvq2eWjYSUjzNi");
      assertThat(peer.peerId().toString()).isEqualTo(peer.id());
      assertThat(peer.run("peers").path("ok").asBoolean()).isTrue();
    }
  }
}
