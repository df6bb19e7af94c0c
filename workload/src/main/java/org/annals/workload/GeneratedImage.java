package org.annals.workload;

/**
 * An image.
 *
 * @param format Status' number: PNG 1, JPEG 2
 */
record GeneratedImage(byte[] bytes, int format, int width, int height) {
  /** The image that belongs to a seed: four of five are PNG, the rest JPEG. */
  static GeneratedImage of(long seed, int size) {
    return Math.floorMod(seed, 5) == 0 ? JpegImage.of(seed, size) : PngImage.of(seed, size);
  }
}
