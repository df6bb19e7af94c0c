package org.annals.seeder.bittorrent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.annals.archiver.InfoHash;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.seeder.ArchiveTransport.Order;

/**
 * The info dictionary that an order must have: exactly length, name, piece length and pieces
 * (FORMAT section 4), of which all but the piece hashes follows from the order.
 */
final class ExpectedInfo {
  private static final int SHA1 = 20;

  private final Order order;
  private final int pieceLength;
  private final byte[] prefix;
  private final int length;

  ExpectedInfo(Order order) {
    this.order = order;
    this.pieceLength = TorrentInfo.pieceLengthFor(order.size());
    int hashes = SHA1 * PieceMap.count(order.size(), pieceLength);
    byte[] name = order.name().getBytes(StandardCharsets.UTF_8);
    String head = "d6:lengthi" + order.size() + "e4:name" + name.length + ":" + order.name();
    this.prefix =
        (head + "12:piece lengthi" + pieceLength + "e6:pieces" + hashes + ":")
            .getBytes(StandardCharsets.UTF_8);
    this.length = prefix.length + hashes + 1;
  }

  /** Length of the only acceptable dictionary, bytes. */
  int length() {
    return length;
  }

  /** What is wrong with a dictionary that has the right SHA-1; empty when nothing is. */
  Optional<String> mismatch(byte[] dictionary) {
    if (dictionary.length == length
        && Arrays.equals(dictionary, 0, prefix.length, prefix, 0, prefix.length)
        && dictionary[length - 1] == 'e') {
      return Optional.empty();
    }
    String seen =
        new String(dictionary, 0, Math.min(dictionary.length, 160), StandardCharsets.ISO_8859_1);
    int binary = seen.indexOf("6:pieces");
    return Optional.of(
        "the metadata names another file, size or piece length than the catalogue: expected "
            + order.name()
            + " with "
            + order.size()
            + " bytes, metadata begins with "
            + printable(binary < 0 ? seen : seen.substring(0, binary)));
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.chars().forEach(c -> printable.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
    return printable.toString();
  }

  /** The torrent of a dictionary without mismatch. */
  TorrentInfo info(byte[] dictionary) {
    return new TorrentInfo(order.name(), order.size(), pieceLength, order.infoHash(), dictionary);
  }

  /** The SHA-1 of one piece, from the dictionary of a torrent. */
  static boolean hashIs(TorrentInfo info, int piece, byte[] sha1) {
    byte[] dictionary = info.dictionary();
    int pieces = PieceMap.count(info.length(), info.pieceLength());
    int start = dictionary.length - 1 - SHA1 * (pieces - piece);
    return Arrays.equals(dictionary, start, start + SHA1, sha1, 0, SHA1);
  }

  /** Whether the dictionary is the one that the info hash names. */
  static boolean named(byte[] dictionary, InfoHash infoHash) {
    return Arrays.equals(sha1().digest(dictionary), infoHash.toBytes());
  }

  static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
