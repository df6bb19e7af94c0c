package org.annals.archiver.torrent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-1 of each piece, one after the other, as BEP 3 wants them. Stateless. */
final class PieceHashes {
  private static final int BUFFER = 64 << 10;

  private PieceHashes() {}

  static byte[] of(InputStream in, long length, int pieceLength) throws IOException {
    int count = (int) ((length + pieceLength - 1) / pieceLength);
    byte[] hashes = new byte[count * TorrentInfo.HASH_LENGTH];
    MessageDigest sha1 = sha1();
    byte[] buffer = new byte[BUFFER];
    for (int piece = 0; piece < count; piece++) {
      long rest = Math.min(pieceLength, length - (long) piece * pieceLength);
      while (rest > 0) {
        int read = in.read(buffer, 0, (int) Math.min(rest, buffer.length));
        if (read < 0) {
          throw new EOFException("the file is shorter than it was");
        }
        sha1.update(buffer, 0, read);
        rest -= read;
      }
      put(sha1, hashes, piece);
    }
    return hashes;
  }

  static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static void put(MessageDigest sha1, byte[] hashes, int piece) {
    try {
      sha1.digest(hashes, piece * TorrentInfo.HASH_LENGTH, TorrentInfo.HASH_LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-1 has 20 bytes", e);
    }
  }
}
