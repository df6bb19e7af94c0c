package org.annals.archiver.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CanonicalCodecTest {

  /** One message with a field of every kind. */
  record Sample(long number, boolean flag, String text, byte[] bytes, long[] packed, int[] nested) {

    byte[] encode() {
      CanonicalWriter writer =
          new CanonicalWriter(1)
              .uint64(1, number)
              .bool(2, flag)
              .string(3, text)
              .bytes(4, bytes)
              .packed(5, packed);
      for (int value : nested) {
        writer.startMessage(200).uint64(1, value).string(2, text).endMessage();
      }
      return writer.toByteArray();
    }

    static Sample decode(byte[] encoded) throws MalformedException {
      return decode(encoded, false);
    }

    static Sample decode(byte[] encoded, boolean extensions) throws MalformedException {
      CanonicalReader reader = new CanonicalReader(encoded);
      long number = 0;
      boolean flag = false;
      String text = "";
      byte[] bytes = new byte[0];
      long[] packed = new long[0];
      int[] nested = new int[0];
      while (reader.next()) {
        switch (reader.field()) {
          case 1 -> number = reader.uint64();
          case 2 -> flag = reader.bool();
          case 3 -> text = reader.string(10_000);
          case 4 -> bytes = reader.bytes(10_000);
          case 5 -> packed = reader.packed(100);
          case 200 -> {
            nested = Arrays.copyOf(nested, nested.length + 1);
            nested[nested.length - 1] = nested(reader.presentMessage(), text);
          }
          default -> {
            if (!extensions) {
              throw new MalformedException("unknown field");
            }
            reader.extension();
          }
        }
      }
      return new Sample(number, flag, text, bytes, packed, nested);
    }

    private static int nested(CanonicalReader reader, String text) throws MalformedException {
      int value = 0;
      String inner = "";
      while (reader.next()) {
        switch (reader.field()) {
          case 1 -> value = reader.uint32(Integer.MAX_VALUE);
          case 2 -> inner = reader.string(10_000);
          default -> throw new MalformedException("unknown field");
        }
      }
      if (!inner.equals(text)) {
        throw new MalformedException("not what this test writes");
      }
      return value;
    }
  }

  @Provide
  Arbitrary<Sample> samples() {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.of(true, false),
            Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(200),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
            Arbitraries.longs().array(long[].class).ofMaxSize(20),
            Arbitraries.integers().greaterOrEqual(0).array(int[].class).ofMaxSize(5))
        .as(Sample::new);
  }

  private static char[] surrogates() {
    char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = (char) (Character.MIN_SURROGATE + i);
    }
    return all;
  }

  @Property(tries = 300)
  void decode_encoded_sameValue(@ForAll("samples") Sample sample) throws MalformedException {
    assertThat(Sample.decode(sample.encode())).usingRecursiveComparison().isEqualTo(sample);
  }

  /** What is accepted at all is the encoding of what it says: nothing has two forms. */
  @Property(tries = 300)
  void decode_flippedBit_rejectedOrCanonical(
      @ForAll("samples") Sample sample, @ForAll int position) {
    byte[] encoded = sample.encode();
    if (encoded.length == 0) {
      return;
    }
    int bit = Math.floorMod(position, encoded.length * 8);
    encoded[bit / 8] ^= (byte) (1 << (bit % 8));
    try {
      assertThat(Sample.decode(encoded).encode()).isEqualTo(encoded);
    } catch (MalformedException expected) {
      assertThat(expected.reason()).isNotEmpty();
    }
  }

  @Property(tries = 500)
  void decode_anyBytes_rejectedOrCanonical(@ForAll byte[] bytes) {
    try {
      assertThat(Sample.decode(bytes).encode()).isEqualTo(bytes);
    } catch (MalformedException expected) {
      assertThat(expected.reason()).isNotEmpty();
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "long varint, 088100",
    "longer varint than 64 bits, 08ffffffffffffffffff02",
    "endless varint, 08ffffffffffffffffffff01",
    "long tag, 880001",
    "number default, 0800",
    "truth default, 1000",
    "truth of two, 1002",
    "text default, 1a00",
    "field twice, 08010801",
    "fields descending, 10010801",
    "unknown field, 3001",
    "field zero, 0001",
    "wrong wire type, 0a0101",
    "text that is no UTF-8, 1a02c328",
    "text with a surrogate, 1a03eda080",
    "length beyond the end, 1a0561",
    "length of 2^63, 1affffffffffffffffff0161",
    "cut off, 08",
    "packed default, 2a00",
    "packed cut off, 2a0180",
    "group, 0b0c",
    "field number 2^29, 808080801001",
  })
  void decode_brokenRule_rejected(String name, String hex) {
    assertThatThrownBy(() -> Sample.decode(HexFormat.of().parseHex(hex)))
        .as(name)
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void decode_extension_ignored() throws MalformedException {
    byte[] bytes = HexFormat.of().parseHex("0805" + "c03e07" + "c23e0161" + "c53e01020304");
    assertThat(Sample.decode(bytes, true).number()).isEqualTo(5);
  }

  @Test
  void decode_unknownBelow1000_rejectedEvenWithExtensions() {
    assertThatThrownBy(() -> Sample.decode(HexFormat.of().parseHex("b83e01"), true))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void decode_beyondCap_rejectedBeforeAllocation() {
    byte[] encoded = new CanonicalWriter().bytes(4, new byte[10_001]).toByteArray();
    assertThatThrownBy(() -> Sample.decode(encoded)).isInstanceOf(MalformedException.class);
  }

  @Test
  void write_descending_throws() {
    CanonicalWriter writer = new CanonicalWriter().uint64(2, 1);
    assertThatThrownBy(() -> writer.uint64(1, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void write_afterNested_goesOnWithOuterField() {
    byte[] bytes =
        new CanonicalWriter(1)
            .startMessage(1)
            .bytes(9, new byte[200])
            .endMessage()
            .uint64(2, 3)
            .toByteArray();
    assertThat(bytes).hasSize(1 + 2 + 203 + 2).startsWith(0x0A, 0xCB, 0x01).endsWith(0x10, 3);
  }

  @Test
  void varintSize_edges() {
    assertThat(CanonicalWriter.varintSize(0)).isEqualTo(1);
    assertThat(CanonicalWriter.varintSize(127)).isEqualTo(1);
    assertThat(CanonicalWriter.varintSize(128)).isEqualTo(2);
    assertThat(CanonicalWriter.varintSize(-1)).isEqualTo(10);
  }
}
