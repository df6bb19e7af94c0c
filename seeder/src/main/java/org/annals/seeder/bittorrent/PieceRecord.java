package org.annals.seeder.bittorrent;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.CRC32;
import org.annals.archiver.InfoHash;

/**
 * What is known of a partial file: its info dictionary and the pieces that were checked and made
 * durable before this record was written. Kept beside the file, replaced as a whole, with a
 * checksum; a damaged one counts as none. Immutable.
 *
 * @param have checked and durable pieces
 */
record PieceRecord(InfoHash infoHash, byte[] dictionary, BitSet have) {
  private static final int MAGIC = 0x414E4C53;
  private static final int FIXED = 4 + InfoHash.LENGTH + 2 * 4 + 4;
  private static final int LONGEST = 8 * 1024 * 1024;

  /** Where the record of a file is. */
  static Path beside(Path target) {
    return target.resolveSibling(target.getFileName() + ".pieces");
  }

  /** Longest record of a torrent with such a dictionary and so many pieces. */
  static long longest(byte[] dictionary, int pieces) {
    return FIXED + dictionary.length + pieces / 8 + 1L;
  }

  /** Length of the record of a file, 0 when there is none. */
  static long length(Path target) throws IOException {
    Path path = beside(target);
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /**
   * Reads the record of a file; empty when there is none that is whole and for this info hash.
   *
   * @throws IOException when it cannot be found out: file and record may be whole
   */
  static Optional<PieceRecord> read(Path target, InfoHash wanted) throws IOException {
    Path path = beside(target);
    byte[] bytes;
    try {
      if (Files.size(path) > LONGEST
          || !Files.readAttributes(target, BasicFileAttributes.class).isRegularFile()) {
        return Optional.empty();
      }
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (bytes.length < FIXED) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int body = bytes.length - 4;
    if (in.getInt(body) != checksum(bytes, body) || in.getInt() != MAGIC) {
      return Optional.empty();
    }
    in.limit(body);
    InfoHash infoHash = InfoHash.of(take(in, InfoHash.LENGTH));
    if (!infoHash.equals(wanted)) {
      return Optional.empty();
    }
    byte[] dictionary = take(in, in.getInt());
    BitSet have = BitSet.valueOf(take(in, in.getInt()));
    return Optional.of(new PieceRecord(infoHash, dictionary, have));
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /**
   * Replaces the record of a file.
   *
   * @param durable whether it must survive a power failure before this returns
   */
  void write(Path target, boolean durable) throws IOException {
    Path path = beside(target);
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(encode());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (durable) {
        channel.force(false);
      }
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.write(infoHash.toBytes());
      for (byte[] part : Arrays.asList(dictionary, have.toByteArray())) {
        out.writeInt(part.length);
        out.write(part);
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Removes the record of a file, if there is one; returns its length. */
  static long delete(Path target) throws IOException {
    long length = length(target);
    Files.deleteIfExists(beside(target));
    return length;
  }
}
