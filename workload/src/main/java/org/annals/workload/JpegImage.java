package org.annals.workload;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A valid grey baseline JPEG of random coefficients and a given size (ITU-T T.81), with Huffman
 * tables of its own: seven DC categories of 3 bits; for AC the end of block and sizes 1 and 2 in 2
 * bits, size 3 in 3 bits.
 */
final class JpegImage {
  private static final int COEFFICIENTS = 20;
  private static final int LARGEST_DC = 400;
  private static final int LARGEST_COMMENT = 65_533;

  private final SplittableRandom random;
  private final ByteArrayOutputStream out;
  private int bits;
  private int bitCount;
  private int dc;

  private JpegImage(long seed, int size) {
    random = new SplittableRandom(seed);
    out = new ByteArrayOutputStream(size);
  }

  /** At most {@code size} bytes, and at most 3 fewer; {@code size} is 1,024 or more. */
  static GeneratedImage of(long seed, int size) {
    int blocks = Math.max(1, (int) ((size - 220) / 16.4));
    int across = Math.min(8_000, Math.max(1, (int) StrictMath.sqrt(blocks)));
    int down = Math.min(8_000, Math.max(1, blocks / across));
    JpegImage scan = new JpegImage(seed, size);
    for (int block = 0; block < across * down; block++) {
      scan.block();
    }
    scan.flush();
    byte[] data = scan.out.toByteArray();
    ByteArrayOutputStream file = new ByteArrayOutputStream(size);
    head(file, across * 8, down * 8);
    pad(file, size - file.size() - 10 - data.length - 2);
    marker(file, 0xDA, new int[] {1, 1, 0, 0, 63, 0});
    file.writeBytes(data);
    file.write(0xFF);
    file.write(0xD9);
    return new GeneratedImage(file.toByteArray(), 2, across * 8, down * 8);
  }

  private static void head(ByteArrayOutputStream file, int width, int height) {
    file.write(0xFF);
    file.write(0xD8);
    marker(file, 0xE0, new int[] {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
    int[] quantisation = new int[65];
    Arrays.fill(quantisation, 1, 65, 8);
    marker(file, 0xDB, quantisation);
    marker(
        file, 0xC0, new int[] {8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 17, 0});
    int[] dcTable = {0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6};
    int[] acTable = {16, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3};
    marker(file, 0xC4, dcTable);
    marker(file, 0xC4, acTable);
  }

  private static void pad(ByteArrayOutputStream file, int bytes) {
    int left = bytes;
    while (left >= 4) {
      int[] comment = new int[Math.min(left - 4, LARGEST_COMMENT)];
      Arrays.fill(comment, '.');
      marker(file, 0xFE, comment);
      left -= comment.length + 4;
    }
  }

  private static void marker(ByteArrayOutputStream file, int code, int[] body) {
    file.write(0xFF);
    file.write(code);
    file.write((body.length + 2) >> 8);
    file.write(body.length + 2);
    for (int value : body) {
      file.write(value);
    }
  }

  private void block() {
    long chance = random.nextLong();
    int category = (int) (chance & 3);
    int magnitude = (int) (chance >>> 2) & ((1 << category) - 1);
    int change =
        category == 0
            ? 0
            : magnitude >> (category - 1) == 1 ? magnitude : magnitude - (1 << category) + 1;
    if (Math.abs(dc + change) > LARGEST_DC) {
      category = 0;
      change = 0;
    }
    dc += change;
    put(category, 3);
    put(magnitude & ((1 << category) - 1), category);
    for (int i = 0; i < COEFFICIENTS; i++) {
      put(0b110, 3);
      put((int) (chance >>> (i + 5)) & 7, 3);
    }
    put(0, 2);
  }

  private void put(int value, int length) {
    bits = (bits << length) | value;
    bitCount += length;
    while (bitCount >= 8) {
      bitCount -= 8;
      write((bits >>> bitCount) & 255);
    }
  }

  private void flush() {
    int missing = (8 - bitCount % 8) % 8;
    put((1 << missing) - 1, missing);
  }

  private void write(int value) {
    out.write(value);
    if (value == 255) {
      out.write(0);
    }
  }
}
