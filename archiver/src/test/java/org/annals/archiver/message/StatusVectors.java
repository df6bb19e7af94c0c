package org.annals.archiver.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Signature65;

/** Messages that the real status-go made, from the test resources. */
final class StatusVectors {
  static final CommunityId COMMUNITY =
      CommunityId.parse("0x035c3f72b0ced1db8850b5b7c5e331c472d98aaa9943046f8ac19390a6016f01ce");

  private StatusVectors() {}

  record Vector(
      int n,
      int type,
      PublicKey author,
      PrivateKey key,
      Signature65 signature,
      MessageId id,
      byte[] envelope,
      byte[] payload,
      Map<String, String> fields) {

    ChannelId channel() {
      return ChannelId.ofChatId(COMMUNITY, text("chatId")).orElseThrow();
    }

    String text(String field) {
      return fields.getOrDefault(field, "");
    }

    long number(String field) {
      return Long.parseLong(fields.getOrDefault(field, "0"));
    }
  }

  static List<Vector> all() {
    try (InputStream in =
        Objects.requireNonNull(
            StatusVectors.class.getResourceAsStream("/vectors/status-go-messages.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("community"))
          .map(line -> vector(line.split("\t", -1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Vector vector(String[] columns) {
    HexFormat hex = HexFormat.of();
    Map<String, String> fields = new HashMap<>();
    for (int i = 8; i < columns.length; i++) {
      String[] pair = columns[i].split("=", 2);
      fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return new Vector(
        Integer.parseInt(columns[0]),
        Integer.parseInt(columns[1]),
        PublicKey.of(hex.parseHex(columns[2])),
        PrivateKey.of(hex.parseHex(columns[3])),
        Signature65.of(hex.parseHex(columns[4])),
        MessageIds.parse(columns[5]).orElseThrow(),
        hex.parseHex(columns[6]),
        hex.parseHex(columns[7]),
        fields);
  }
}
