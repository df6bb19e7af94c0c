package org.annals.workload;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/** A valid PNG of random pixels and a given size (PNG 1.2), without compression. */
final class PngImage {
  private static final int STORED_BLOCK = 65_535;
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

  private PngImage() {}

  /** At most {@code size} bytes, and at most 20 fewer; {@code size} is 1,024 or more. */
  static GeneratedImage of(long seed, int size) {
    int width = Math.max(1, (int) StrictMath.sqrt((size - 200) / 3.1));
    int row = 1 + 3 * width;
    int room = size - 69 - 5 * (size / STORED_BLOCK + 2);
    int height = Math.max(1, room / row);
    byte[] pixels = new byte[row * height];
    new SplittableRandom(seed).nextBytes(pixels);
    for (int at = 0; at < pixels.length; at += row) {
      pixels[at] = 0;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    out.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk(out, "IHDR", header.put((byte) 8).put((byte) 2).array());
    byte[] data = stored(pixels);
    int left = size - SIGNATURE.length - 25 - 12 - data.length - 12;
    if (left >= 20) {
      byte[] text = new byte[left - 12];
      Arrays.fill(text, (byte) '.');
      System.arraycopy("Comment\0".getBytes(StandardCharsets.US_ASCII), 0, text, 0, 8);
      chunk(out, "tEXt", text);
    }
    chunk(out, "IDAT", data);
    chunk(out, "IEND", new byte[0]);
    return new GeneratedImage(out.toByteArray(), 1, width, height);
  }

  /** A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4). */
  private static byte[] stored(byte[] pixels) {
    int blocks = (pixels.length + STORED_BLOCK - 1) / STORED_BLOCK;
    ByteBuffer out = ByteBuffer.allocate(2 + 5 * blocks + pixels.length + 4);
    out.put((byte) 0x78).put((byte) 0x01);
    for (int at = 0; at < pixels.length; at += STORED_BLOCK) {
      int length = Math.min(STORED_BLOCK, pixels.length - at);
      out.put((byte) (at + length == pixels.length ? 1 : 0));
      out.put((byte) length).put((byte) (length >> 8));
      out.put((byte) ~length).put((byte) (~length >> 8));
      out.put(pixels, at, length);
    }
    Adler32 sum = new Adler32();
    sum.update(pixels);
    return out.putInt((int) sum.getValue()).array();
  }

  private static void chunk(ByteArrayOutputStream out, String name, byte[] data) {
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(type);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(type);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
