package org.annals.archiver.torrent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bencoding of exactly {length, name, piece length, pieces} (BEP 3). Stateless. */
final class InfoDictionary {
  private static final int MAX_LENGTH = 512 + TorrentInfo.MAX_PIECES * TorrentInfo.HASH_LENGTH;

  private InfoDictionary() {}

  static byte[] encode(String name, long length, int pieceLength, byte[] pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(pieces.length + 200);
    String head =
        "d6:lengthi"
            + length
            + "e4:name"
            + name.length()
            + ":"
            + name
            + "12:piece lengthi"
            + pieceLength
            + "e6:pieces"
            + pieces.length
            + ":";
    out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(pieces);
    out.write('e');
    return out.toByteArray();
  }

  static TorrentInfo.Outcome parse(byte[] dictionary) {
    if (dictionary.length > MAX_LENGTH) {
      return new TorrentInfo.Rejected("info dictionary: longer than its cap");
    }
    Scanner scanner = new Scanner(dictionary);
    boolean wellFormed = scanner.literal("d6:lengthi");
    long length = scanner.number('e');
    wellFormed &= scanner.literal("4:name");
    String name = new String(scanner.string(), StandardCharsets.ISO_8859_1);
    wellFormed &= scanner.literal("12:piece lengthi");
    long pieceLength = scanner.number('e');
    wellFormed &= scanner.literal("6:pieces");
    byte[] pieces = scanner.string();
    wellFormed &= scanner.literal("e") && scanner.atEnd();
    if (!wellFormed) {
      return new TorrentInfo.Rejected("info dictionary: other keys or form than ours");
    }
    return check(dictionary, name, length, pieceLength, pieces);
  }

  private static TorrentInfo.Outcome check(
      byte[] dictionary, String name, long length, long pieceLength, byte[] pieces) {
    if (!TorrentInfo.isName(name)) {
      return new TorrentInfo.Rejected("info dictionary: name is none of ours");
    }
    if (length < 1 || length > 1L << 32) {
      return new TorrentInfo.Rejected("info dictionary: length out of range");
    }
    if (pieceLength != TorrentInfo.pieceLengthFor(length)) {
      return new TorrentInfo.Rejected("info dictionary: another piece length than the rule's");
    }
    if (pieces.length != (length + pieceLength - 1) / pieceLength * TorrentInfo.HASH_LENGTH) {
      return new TorrentInfo.Rejected("info dictionary: wrong number of pieces");
    }
    TorrentInfo info = TorrentInfo.of(name, length, pieces);
    return Arrays.equals(info.dictionary(), dictionary)
        ? new TorrentInfo.Parsed(info)
        : new TorrentInfo.Rejected("info dictionary: not canonical");
  }

  /** Walks over bencoding; after a mismatch nothing matches any more. */
  private static final class Scanner {
    private final byte[] bytes;
    private int position;
    private boolean broken;

    Scanner(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean literal(String text) {
      for (int i = 0; i < text.length() && !broken; i++) {
        broken = position >= bytes.length || bytes[position++] != text.charAt(i);
      }
      return !broken;
    }

    long number(char end) {
      long value = 0;
      int digits = 0;
      while (!broken && position < bytes.length && bytes[position] != end) {
        int digit = bytes[position++] - '0';
        broken = digit < 0 || digit > 9 || ++digits > 15;
        value = value * 10 + digit;
      }
      broken |= digits == 0 || position >= bytes.length;
      position++;
      return broken ? -1 : value;
    }

    byte[] string() {
      long length = number(':');
      broken |= length < 0 || length > bytes.length - position;
      if (broken) {
        return new byte[0];
      }
      position += (int) length;
      return Arrays.copyOfRange(bytes, position - (int) length, position);
    }

    boolean atEnd() {
      return position == bytes.length;
    }
  }
}
