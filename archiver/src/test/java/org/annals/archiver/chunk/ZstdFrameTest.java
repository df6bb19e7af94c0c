package org.annals.archiver.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.util.ZstdVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.annals.archiver.wire.MalformedException;
import org.junit.jupiter.api.Test;

final class ZstdFrameTest {
  private static final byte[] RAW =
      "what is written stays written ".repeat(40).getBytes(StandardCharsets.UTF_8);

  private static byte[] frame(ZstdCompressCtx zstd) {
    try (zstd) {
      return zstd.compress(RAW);
    }
  }

  private static byte[] frame() {
    try (SectionCompressor compressor = new SectionCompressor(SectionCompressor.LEVEL)) {
      return compressor.compress(RAW);
    }
  }

  private static byte[] read(byte[] frame) throws MalformedException {
    return ZstdFrame.decompress(frame, 0, frame.length, RAW.length);
  }

  private static void assertRefused(byte[] frame, String reason) {
    assertThatThrownBy(() -> read(frame)).isInstanceOf(MalformedException.class).hasMessage(reason);
  }

  @Test
  void decompress_ownFrame_givesBackTheBytes() throws MalformedException {
    byte[] frame = frame();
    assertThat(read(frame)).isEqualTo(RAW);
    byte[] shifted = new byte[frame.length + 20];
    System.arraycopy(frame, 0, shifted, 13, frame.length);
    assertThat(ZstdFrame.decompress(shifted, 13, frame.length, RAW.length)).isEqualTo(RAW);
  }

  @Test
  void decompress_everySizeUpToABlock_givesBackTheBytes() throws MalformedException {
    Random random = new Random(1);
    try (SectionCompressor compressor = new SectionCompressor(SectionCompressor.LEVEL)) {
      for (int length = 1; length < 140_000; length += 1 + length / 3) {
        byte[] raw = new byte[length];
        random.nextBytes(raw);
        Arrays.fill(raw, 0, length / 2, (byte) 7);
        byte[] frame = compressor.compress(raw);
        assertThat(ZstdFrame.decompress(frame, 0, frame.length, length)).isEqualTo(raw);
      }
    }
  }

  @Test
  void decompress_twoFramesOrBytesBehind_areRefused() {
    byte[] frame = frame();
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.writeBytes(frame);
    twice.writeBytes(frame);
    assertRefused(twice.toByteArray(), "something stands behind a frame");
    assertRefused(Arrays.copyOf(frame, frame.length + 1), "something stands behind a frame");
  }

  @Test
  void decompress_anotherSize_isRefused() {
    byte[] frame = frame();
    assertThatThrownBy(() -> ZstdFrame.decompress(frame, 0, frame.length, RAW.length + 1))
        .hasMessage("a frame declares another size");
    assertThatThrownBy(() -> ZstdFrame.decompress(frame, 0, frame.length, 8 << 20))
        .hasMessage("a frame declares another size");
  }

  @Test
  void decompress_checksumOrMissingSize_isRefused() {
    assertRefused(
        frame(new ZstdCompressCtx().setChecksum(true)),
        "a frame has a checksum, a dictionary or reserved bits");
    assertRefused(frame(new ZstdCompressCtx().setContentSize(false)), "a frame declares no size");
  }

  @Test
  void decompress_windowAboveTheLimit_isRefused() throws MalformedException {
    // Magic, no single segment with 4 size bytes, window descriptor, content size.
    byte[] header = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0x80, 0, 0, 0, 0, 0};
    header[5] = 13 << 3;
    assertThat(contentSize(header, 1000)).isEqualTo(1000);
    header[5] = 13 << 3 | 1;
    assertThatThrownBy(() -> contentSize(header, 1000))
        .hasMessage("a frame wants too large a window");
    header[5] = (byte) 0xFF;
    assertThatThrownBy(() -> contentSize(header, 1000))
        .hasMessage("a frame wants too large a window");
  }

  @Test
  void contentSize_aboveTheCap_isRefused() throws MalformedException {
    byte[] header = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0x80, 0, 0, 0, 0, 0};
    assertThat(contentSize(header, 8 << 20)).isEqualTo(8 << 20);
    for (int lie : new int[] {(8 << 20) + 1, -1, Integer.MAX_VALUE, 0}) {
      assertThatThrownBy(() -> contentSize(header, lie))
          .hasMessage("a frame declares a size out of range");
    }
  }

  private static int contentSize(byte[] header, int size) throws MalformedException {
    byte[] copy = header.clone();
    for (int i = 0; i < 4; i++) {
      copy[6 + i] = (byte) (size >>> (8 * i));
    }
    return ZstdFrame.contentSize(copy, 0, copy.length);
  }

  @Test
  void decompress_skippableFrame_isRefused() {
    byte[] frame = frame();
    byte[] skippable = new byte[frame.length + 8];
    System.arraycopy(new byte[] {0x50, 0x2A, 0x4D, 0x18}, 0, skippable, 0, 4);
    System.arraycopy(frame, 0, skippable, 8, frame.length);
    assertRefused(skippable, "not a zstd frame");
  }

  @Test
  void decompress_anyByteChanged_neverThrowsAnythingElse() {
    byte[] frame = frame();
    for (int i = 0; i < frame.length * 255; i++) {
      byte[] changed = frame.clone();
      changed[i / 255] += (byte) (1 + i % 255);
      try {
        assertThat(read(changed)).hasSize(RAW.length);
      } catch (MalformedException e) {
        assertThat(e.reason()).isNotEmpty();
      }
    }
  }

  @Test
  void encoder_namesTheVersionThatIsLinked() {
    try (SectionCompressor compressor = new SectionCompressor(6)) {
      assertThat(ZstdVersion.VERSION).startsWith("1.5.7");
      assertThat(compressor.encoder()).isEqualTo("zstd-1.5.7/6");
      assertThat(Zstd.maxCompressionLevel()).isGreaterThan(6);
    }
  }
}
