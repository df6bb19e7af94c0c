package org.annals.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class Keccak256Test {

  @Test
  void of_empty_knownHash() {
    assertThat(Keccak256.of().hex())
        .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  }

  @Test
  void digest_piecewise_sameAsWhole() {
    byte[] text = "a text that is longer than nothing".getBytes(StandardCharsets.US_ASCII);
    Keccak256 keccak = new Keccak256();
    keccak.write(text[0]);
    keccak.write(text, 1, 5);
    keccak.write(text, 6, text.length - 6);
    assertThat(keccak.digest()).isEqualTo(Keccak256.of(text));
    assertThat(keccak.digest()).isEqualTo(Keccak256.of());
  }
}
