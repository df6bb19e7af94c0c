package org.annals.seeder.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.annals.archiver.InfoHash;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.seeder.ArchiveTransport.Order;

/**
 * The pieces of an ordered file. Its dictionary is not parsed: FORMAT section 4 leaves nothing open
 * but the hashes, so everything before them is made from the order and compared.
 */
final class PieceTable {
  /** No info dictionary of Annals is longer: 1,024 hashes and a short head. */
  static final int MAX_DICTIONARY_BYTES = 1_024 * 20 + 512;

  private static final int HASH_BYTES = 20;
  private static final int MAX_PIECES = 1_024;
  private static final int MIN_PIECE = 16 * 1024;
  private static final int MAX_PIECE = 4 * 1024 * 1024;

  private final TorrentInfo info;
  private final int hashesAt;

  private PieceTable(TorrentInfo info, int hashesAt) {
    this.info = info;
    this.hashesAt = hashesAt;
  }

  /** The table, or empty when the dictionary describes anything but what was ordered. */
  static Optional<PieceTable> of(Order order, byte[] dictionary) {
    long pieceLength = MIN_PIECE;
    while (pieceLength < MAX_PIECE && order.size() > pieceLength * MAX_PIECES) {
      pieceLength *= 2;
    }
    long hashes = (order.size() + pieceLength - 1) / pieceLength * HASH_BYTES;
    String name = order.name();
    byte[] head =
        ("d6:lengthi" + order.size() + "e4:name" + name.length() + ":" + name)
            .concat("12:piece lengthi" + pieceLength + "e6:pieces" + hashes + ":")
            .getBytes(StandardCharsets.US_ASCII);
    boolean same =
        dictionary.length == head.length + hashes + 1
            && Arrays.equals(dictionary, 0, head.length, head, 0, head.length)
            && dictionary[dictionary.length - 1] == 'e';
    return same
        ? Optional.of(
            new PieceTable(
                new TorrentInfo(
                    name, order.size(), (int) pieceLength, order.infoHash(), dictionary),
                head.length))
        : Optional.empty();
  }

  static InfoHash hashOf(byte[] dictionary) {
    return InfoHash.of(sha1().digest(dictionary));
  }

  TorrentInfo info() {
    return info;
  }

  int pieces() {
    return (info.dictionary().length - 1 - hashesAt) / HASH_BYTES;
  }

  long offset(int piece) {
    return (long) piece * info.pieceLength();
  }

  int length(int piece) {
    return (int) Math.min(info.pieceLength(), info.length() - offset(piece));
  }

  boolean matches(int piece, byte[] bytes) {
    int at = hashesAt + piece * HASH_BYTES;
    return Arrays.equals(
        sha1().digest(bytes), 0, HASH_BYTES, info.dictionary(), at, at + HASH_BYTES);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
