package org.annals.seeder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.keys.Digest;
import org.annals.quota.Account;

/**
 * A file for transport tests: seeded bytes, and its torrent as FORMAT section 4 says, computed here
 * by other code than the one under test.
 *
 * @param bytes the whole content
 */
public record SharedFile(TorrentInfo info, byte[] bytes) {
  /** Whose bytes the tests move. */
  public static final Account ACCOUNT = new Account("a community");

  /** Bytes that differ with each seed. */
  public static SharedFile ofSize(int size, long seed) {
    byte[] bytes = new byte[size];
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer words = ByteBuffer.wrap(bytes);
    while (words.remaining() >= Long.BYTES) {
      words.putLong(random.nextLong());
    }
    while (words.hasRemaining()) {
      words.put((byte) random.nextInt());
    }
    return new SharedFile(describe(bytes, Digest.sha256(bytes).hex() + ".annals"), bytes);
  }

  /** Writes the content to a directory, under the torrent's name. */
  public Path writeTo(Path directory) {
    try {
      return Files.write(Files.createDirectories(directory).resolve(info.name()), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An order for this file. */
  public ArchiveTransport.Order order(Path directory, List<PeerAddress> peers) {
    return new ArchiveTransport.Order(
        info.infoHash(),
        info.name(),
        info.length(),
        directory.resolve(info.name() + ".part"),
        ACCOUNT,
        peers);
  }

  private static TorrentInfo describe(byte[] bytes, String name) {
    int pieceLength = 16 * 1024;
    while ((bytes.length + pieceLength - 1L) / pieceLength > 1_024) {
      pieceLength *= 2;
    }
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    for (int from = 0; from < bytes.length; from += pieceLength) {
      int to = Math.min(bytes.length, from + pieceLength);
      pieces.writeBytes(sha1(Arrays.copyOfRange(bytes, from, to)));
    }
    ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    String head =
        "d6:lengthi%de4:name%d:%s12:piece lengthi%de6:pieces%d:"
            .formatted(bytes.length, name.length(), name, pieceLength, pieces.size());
    dictionary.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    dictionary.writeBytes(pieces.toByteArray());
    dictionary.write('e');
    byte[] info = dictionary.toByteArray();
    return new TorrentInfo(name, bytes.length, pieceLength, InfoHash.of(sha1(info)), info);
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
