package org.annals.archiver.torrent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.annals.archiver.InfoHash;

/**
 * The info dictionary of a single-file torrent (BEP 3, FORMAT section 4): exactly length, name,
 * piece length and pieces, so that a file has one info hash on every machine. Immutable.
 *
 * @param name file name: {@code <chunk id>.annals} or {@code <digest>.annalscat}
 * @param length bytes
 * @param pieceLength a power of two, 16 KiB to 4 MiB
 * @param infoHash SHA-1 of {@code dictionary}
 * @param dictionary the bencoded info dictionary; never modify it
 */
public record TorrentInfo(
    String name, long length, int pieceLength, InfoHash infoHash, byte[] dictionary) {
  /** Length of a piece's SHA-1 in bytes. */
  public static final int HASH_LENGTH = 20;

  /** A file has no more pieces than this. */
  public static final int MAX_PIECES = 1024;

  private static final int MIN_PIECE_LENGTH = 16 << 10;
  private static final int MAX_PIECE_LENGTH = 4 << 20;
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.(annals|annalscat)");

  /** What came of reading a foreign info dictionary. */
  public sealed interface Outcome {}

  /** It obeys the rules. */
  public record Parsed(TorrentInfo info) implements Outcome {}

  /** It does not. */
  public record Rejected(String reason) implements Outcome {}

  /**
   * Hashes a file that nobody changes meanwhile.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when the name or the size is none of a torrent of Annals
   */
  public static TorrentInfo ofFile(String name, Path file) throws IOException {
    long length = Files.size(file);
    try (InputStream in = Files.newInputStream(file)) {
      return ofStream(name, length, in);
    }
  }

  /**
   * Hashes {@code length} bytes of a stream, holding one piece at a time.
   *
   * @throws IOException when the stream fails or ends earlier
   * @throws IllegalArgumentException when the name or the size is none of a torrent of Annals
   */
  public static TorrentInfo ofStream(String name, long length, InputStream in) throws IOException {
    requireName(name);
    byte[] pieces = PieceHashes.of(in, length, pieceLengthFor(length));
    return of(name, length, pieces);
  }

  /**
   * The piece length of a file: the smallest that gives at most {@link #MAX_PIECES} pieces.
   *
   * @throws IllegalArgumentException when there is none: the file is empty or beyond 4 GiB
   */
  public static int pieceLengthFor(long length) {
    if (length < 1 || length > (long) MAX_PIECE_LENGTH * MAX_PIECES) {
      throw new IllegalArgumentException("no torrent is " + length + " bytes long");
    }
    int pieceLength = MIN_PIECE_LENGTH;
    while ((length + pieceLength - 1) / pieceLength > MAX_PIECES) {
      pieceLength *= 2;
    }
    return pieceLength;
  }

  /** Reads a foreign info dictionary: exactly the four keys, and the piece length of the rule. */
  public static Outcome parse(byte[] dictionary) {
    return InfoDictionary.parse(dictionary);
  }

  /** How many pieces there are. */
  public int pieceCount() {
    return (int) ((length + pieceLength - 1) / pieceLength);
  }

  /**
   * Length of one piece in bytes; the last one may be shorter.
   *
   * @param piece 0 to {@link #pieceCount} - 1
   */
  public int lengthOfPiece(int piece) {
    return (int) Math.min(pieceLength, length - (long) piece * pieceLength);
  }

  /**
   * A copy of one piece's SHA-1.
   *
   * @param piece 0 to {@link #pieceCount} - 1
   */
  public byte[] pieceHash(int piece) {
    int start = dictionary.length - 1 - HASH_LENGTH * (pieceCount() - piece);
    return Arrays.copyOfRange(dictionary, start, start + HASH_LENGTH);
  }

  static TorrentInfo of(String name, long length, byte[] pieces) {
    int pieceLength = pieceLengthFor(length);
    byte[] dictionary = InfoDictionary.encode(name, length, pieceLength, pieces);
    InfoHash hash = InfoHash.of(PieceHashes.sha1().digest(dictionary));
    return new TorrentInfo(name, length, pieceLength, hash, dictionary);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private static void requireName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a torrent name of Annals: " + name);
    }
  }
}
