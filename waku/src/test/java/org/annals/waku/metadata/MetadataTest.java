package org.annals.waku.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void encode_twoShards_writesBothFields() {
    byte[] bytes = MetadataCodec.encode(Metadata.of(16, List.of(32, 300)));
    assertThat(HEX.formatHex(bytes)).isEqualTo("0810" + "1020" + "10ac02" + "1a03" + "20ac02");
  }

  @ParameterizedTest
  @CsvSource({
    "08101020, 16, 32", // RFC: field 2 one by one
    "0810120220ff, 16, ", // cut inside of a number
    "0810120120, 16, 32", // field 2 packed
    "08101a0120, 16, 32", // field 3 packed
    "08101820, 16, 32", // field 3 one by one
    "081010211a0120, 16, 32" // field 3 counts
  })
  void decode_eachForm_isUnderstood(String hex, long cluster, Integer shard) {
    MetadataCodec.Outcome outcome = MetadataCodec.decode(HEX.parseHex(hex));
    if (shard == null) {
      assertThat(outcome).isInstanceOf(MetadataCodec.Rejected.class);
    } else {
      assertThat(outcome)
          .isEqualTo(new MetadataCodec.Decoded(Metadata.of((int) cluster, List.of(shard))));
    }
  }

  @Test
  void decode_empty_saysNothing() {
    assertThat(MetadataCodec.decode(new byte[0]))
        .isEqualTo(new MetadataCodec.Decoded(new Metadata(OptionalLong.empty(), List.of())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "0a01", "1a0220", "10ffffffff7f", "1a05ffffffff7f", "1bff"})
  void decode_broken_isRejected(String hex) {
    assertThat(MetadataCodec.decode(HEX.parseHex(hex))).isInstanceOf(MetadataCodec.Rejected.class);
  }

  @Test
  void decode_tooLong_isRejected() {
    assertThat(MetadataCodec.decode(new byte[1025])).isInstanceOf(MetadataCodec.Rejected.class);
  }

  @Property(tries = 2000)
  void decode_anyBytes_neverThrows(@ForAll @Size(max = 60) byte[] bytes) {
    assertThat(MetadataCodec.decode(bytes)).isNotNull();
  }

  @Test
  void isStrangerTo_onlyWhenNothingIsShared() {
    Metadata own = Metadata.of(16, List.of(32));
    assertThat(own.isStrangerTo(Metadata.of(16, List.of(64, 32)))).isFalse();
    assertThat(own.isStrangerTo(Metadata.of(16, List.of()))).isFalse();
    assertThat(own.isStrangerTo(new Metadata(OptionalLong.empty(), List.of()))).isFalse();
    assertThat(own.isStrangerTo(Metadata.of(16, List.of(64)))).isTrue();
    assertThat(own.isStrangerTo(Metadata.of(1, List.of(32)))).isTrue();
    assertThat(own.isStrangerTo(Metadata.of(1, List.of()))).isTrue();
  }
}
