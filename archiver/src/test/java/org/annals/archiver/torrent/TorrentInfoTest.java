package org.annals.archiver.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.annals.archiver.PeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TorrentInfoTest {
  private static final String NAME = "ab".repeat(32) + ".annals";

  /** Info hashes made by libtorrent 2.0.8 from the same bytes, names and piece lengths. */
  @ParameterizedTest
  @CsvSource({
    "1, 16384, 25336bb9f9bf3cbf0c0fea0965d5b549bf5c720d",
    "16384, 16384, 7fa281dd7342126c550d607b9b0183914b8a6ea6",
    "16385, 16384, 290b798b1263229782d12bbf9635151a6c8dcac1",
    "100000, 16384, d956f41f73aa0a9ae8ae5dd9ad00195a7957135e",
    "16777216, 16384, 01aca989f234c05b5b5da1523193e023cd02cfea",
    "16777217, 32768, 88608828abe8378c3bd49a8b931d5df7125fb473",
    "40000000, 65536, 5ad00803712116fcf4ef99373d7b5edf92912653"
  })
  void ofStream_sameAsLibtorrent(int length, int pieceLength, String infoHash) throws IOException {
    TorrentInfo info = info(length);
    assertThat(info.pieceLength()).isEqualTo(pieceLength);
    assertThat(info.infoHash()).hasToString(infoHash);
  }

  @Property(tries = 500)
  void pieceLengthFor_anyLength_smallestThatFits(
      @ForAll @LongRange(min = 1, max = 1L << 32) long length) {
    int pieceLength = TorrentInfo.pieceLengthFor(length);
    assertThat(Integer.bitCount(pieceLength)).isEqualTo(1);
    assertThat(pieceLength).isBetween(16 << 10, 4 << 20);
    assertThat((length + pieceLength - 1) / pieceLength).isLessThanOrEqualTo(1024);
    if (pieceLength > 16 << 10) {
      assertThat((length + pieceLength / 2 - 1) / (pieceLength / 2)).isGreaterThan(1024);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 16384",
    "16777216, 16384",
    "16777217, 32768",
    "33554432, 32768",
    "33554433, 65536",
    "4294967296, 4194304"
  })
  void pieceLengthFor_edges(long length, int pieceLength) {
    assertThat(TorrentInfo.pieceLengthFor(length)).isEqualTo(pieceLength);
  }

  @Test
  void pieceLengthFor_emptyOrHuge_refused() {
    for (long length : new long[] {0, -1, (1L << 32) + 1}) {
      assertThatThrownBy(() -> TorrentInfo.pieceLengthFor(length))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void parse_own_same() throws IOException {
    TorrentInfo info = info(100_000);
    TorrentInfo parsed = ((TorrentInfo.Parsed) TorrentInfo.parse(info.dictionary())).info();
    assertThat(parsed.infoHash()).isEqualTo(info.infoHash());
    assertThat(parsed.name()).isEqualTo(NAME);
    assertThat(parsed.length()).isEqualTo(100_000);
    assertThat(parsed.pieceCount()).isEqualTo(7);
    assertThat(parsed.lengthOfPiece(6)).isEqualTo(100_000 - 6 * 16384);
    byte[] first = new byte[16384];
    System.arraycopy(content(100_000), 0, first, 0, first.length);
    assertThat(parsed.pieceHash(0)).isEqualTo(PieceHashes.sha1().digest(first));
  }

  @ParameterizedTest
  @CsvSource({
    "d6:lengthi5e4:name, another start is fine but this ends",
    "d6:lengthi5e4:name71:@12:piece lengthi16384e6:pieces20:12345678901234567890e7:privatei1ee, key",
    "d6:lengthi05e4:name71:@12:piece lengthi16384e6:pieces20:12345678901234567890e, zero",
    "d6:lengthi0e4:name71:@12:piece lengthi16384e6:pieces0:e, empty",
    "d6:lengthi-5e4:name71:@12:piece lengthi16384e6:pieces20:12345678901234567890e, negative",
    "d6:lengthi5e4:name71:@12:piece lengthi32768e6:pieces20:12345678901234567890e, piece length",
    "d6:lengthi5e4:name71:@12:piece lengthi16384e6:pieces19:1234567890123456789e, cut hash",
    "d6:lengthi5e4:name71:@12:piece lengthi16384e6:pieces40:12345678901234567890e, lied length",
    "d6:lengthi5e4:name9999999999:@12:piece lengthi16384e6:pieces20:12345678901234567890e, size",
    "d6:lengthi99999999999999999999e4:name71:@12:piece lengthi16384e6:pieces0:e, huge",
    "d6:lengthi5e4:name10:../../etc/12:piece lengthi16384e6:pieces20:12345678901234567890e, name",
    "d4:name71:@6:lengthi5e12:piece lengthi16384e6:pieces20:12345678901234567890e, order",
    "'', nothing"
  })
  void parse_foreign_rejected(String text, String why) {
    byte[] bytes = text.replace("@", NAME).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(TorrentInfo.parse(bytes)).as(why).isInstanceOf(TorrentInfo.Rejected.class);
  }

  @Test
  void parse_theSameWithoutFault_accepted() {
    String text =
        "d6:lengthi5e4:name71:@12:piece lengthi16384e6:pieces20:12345678901234567890e"
            .replace("@", NAME);
    assertThat(TorrentInfo.parse(text.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(TorrentInfo.Parsed.class);
  }

  @Property(tries = 500)
  void parse_anyBytes_rejected(@ForAll byte[] bytes) {
    assertThat(TorrentInfo.parse(bytes)).isInstanceOf(TorrentInfo.Rejected.class);
  }

  @Test
  void parse_anyFlippedBit_rejectedOrOtherHash() throws IOException {
    TorrentInfo info = info(40_000);
    for (int bit = 0; bit < info.dictionary().length * 8; bit++) {
      byte[] changed = info.dictionary().clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      if (TorrentInfo.parse(changed) instanceof TorrentInfo.Parsed parsed) {
        assertThat(parsed.info().infoHash()).isNotEqualTo(info.infoHash());
        assertThat(parsed.info().dictionary()).isEqualTo(changed);
      }
    }
  }

  @Test
  void ofStream_endsEarly_fails() {
    assertThatThrownBy(() -> TorrentInfo.ofStream(NAME, 10, new ByteArrayInputStream(new byte[9])))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void ofStream_foreignName_refused() {
    assertThatThrownBy(() -> TorrentInfo.ofStream("../x", 1, new ByteArrayInputStream(new byte[1])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void magnet_peersOfBothKinds() throws IOException {
    TorrentInfo info = info(10);
    byte[] ipv6 = new byte[16];
    ipv6[15] = 1;
    List<PeerAddress> peers =
        List.of(
            new PeerAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 6891),
            new PeerAddress(InetAddress.getByAddress(ipv6), 1));
    assertThat(Magnet.text(info.infoHash(), info.name(), peers))
        .isEqualTo(
            "magnet:?xt=urn:btih:"
                + info.infoHash()
                + "&dn="
                + NAME
                + "&x.pe=127.0.0.1:6891&x.pe=[0:0:0:0:0:0:0:1]:1");
  }

  private static TorrentInfo info(int length) throws IOException {
    return TorrentInfo.ofStream(NAME, length, new ByteArrayInputStream(content(length)));
  }

  /** Byte i is i * 7 mod 251. */
  private static byte[] content(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7L % 251);
    }
    return bytes;
  }
}
