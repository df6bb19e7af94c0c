package org.annals.waku.host.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class CodecTest {
  @Property
  void varint_anyValue_comesBackMinimal(@ForAll long value) throws MalformedInput {
    byte[] encoded = Varint.encode(value);
    assertThat(encoded).hasSize(Varint.size(value));
    assertThat(Varint.read(ByteBuffer.wrap(encoded))).isEqualTo(value);
  }

  @Test
  void varint_longerThanNeeded_isRefusedWhereItMustBeMinimal() {
    assertThatThrownBy(() -> Varint.readMinimal(buffer(0x81, 0x00), 1000))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> Varint.readMinimal(buffer(0xe9, 0x07), 1000))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> Varint.read(buffer(0xff))).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> Varint.read(buffer(255, 255, 255, 255, 255, 255, 255, 255, 255, 2)))
        .isInstanceOf(MalformedInput.class);
  }

  @Property
  void base58_anyBytes_comeBack(@ForAll @Size(max = 60) byte[] bytes) throws MalformedInput {
    assertThat(Base58.decode(Base58.encode(bytes))).isEqualTo(bytes);
  }

  @Test
  void base58_knownValues() throws MalformedInput {
    assertThat(Base58.encode("Hello World!".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("2NEpo7TZRRrLZSi2U");
    assertThat(Base58.decode("112")).containsExactly(0, 0, 1);
    assertThatThrownBy(() -> Base58.decode("0")).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> Base58.decode("1".repeat(257))).isInstanceOf(MalformedInput.class);
  }

  @Property
  void lengthPrefix_anyMessagesInAnyPieces_comeBack(
      @ForAll @Size(max = 8) List<@Size(max = 300) byte[]> messages,
      @ForAll @IntRange(min = 1, max = 50) int piece)
      throws MalformedInput {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    messages.forEach(m -> all.writeBytes(LengthPrefix.frame(m)));
    LengthPrefix prefix = new LengthPrefix(300);
    List<byte[]> got = new ArrayList<>();
    byte[] bytes = all.toByteArray();
    for (int at = 0; at < bytes.length; at += piece) {
      ByteBuffer in = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
      for (byte[] m = prefix.next(in); m != null; m = prefix.next(in)) {
        got.add(m);
      }
    }
    assertThat(prefix.isMidMessage()).isFalse();
    assertThat(got).usingElementComparator(Arrays::compare).isEqualTo(messages);
  }

  @Test
  void lengthPrefix_tooLong_isRefusedAtOnce() {
    assertThatThrownBy(() -> new LengthPrefix(100).next(buffer(101)))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> new LengthPrefix(100).next(buffer(0x80, 0x80, 0x80, 0x80, 0x80, 0x80)))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void lengthPrefix_leftovers_stayInTheBuffer() throws MalformedInput {
    ByteBuffer in = buffer(2, 10, 11, 12, 13);
    assertThat(new LengthPrefix(10).next(in)).containsExactly(10, 11);
    assertThat(in.remaining()).isEqualTo(2);
  }

  @Property
  void protoReader_anyBytes_neitherFailsOtherwiseNorLoops(@ForAll @Size(max = 200) byte[] bytes) {
    ProtoReader reader = new ProtoReader(bytes);
    try {
      int fields = 0;
      while (reader.nextField()) {
        reader.skip();
        fields++;
      }
      assertThat(fields).isLessThanOrEqualTo(bytes.length);
    } catch (MalformedInput e) {
      assertThat(e.reason()).isNotEmpty();
    }
  }

  @Property
  void proto_writtenFields_comeBack(
      @ForAll long number, @ForAll @Size(max = 100) byte[] bytes, @ForAll String text)
      throws MalformedInput {
    String encodable = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    byte[] message =
        new ProtoWriter()
            .varint(1, number)
            .zigzag(2, number)
            .bytes(300, bytes)
            .string(4, encodable)
            .toBytes();
    ProtoReader reader = new ProtoReader(message);
    assertThat(reader.nextField()).isTrue();
    assertThat(reader.varint()).isEqualTo(number);
    assertThat(reader.nextField()).isTrue();
    assertThat(reader.zigzag()).isEqualTo(number);
    assertThat(reader.nextField()).isTrue();
    assertThat(reader.field()).isEqualTo(300);
    assertThat(reader.bytes(100)).isEqualTo(bytes);
    assertThat(reader.nextField()).isTrue();
    assertThat(reader.string(10_000_000)).isEqualTo(encodable);
    assertThat(reader.nextField()).isFalse();
  }

  @Test
  void protoReader_lies_areRefused() {
    assertThatThrownBy(() -> first(0x0a, 5, 1).bytes(100)).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> first(0x0a, 2, 1, 1).bytes(1)).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> first(0x0b).skip()).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> first(0x0a, 1, 0xff).string(9)).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> first(0x08, 1).bytes(9)).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> first(0x02, 1)).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> first(0x0a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1).bytes(9))
        .isInstanceOf(MalformedInput.class);
  }

  private static ProtoReader first(int... bytes) throws MalformedInput {
    byte[] array = new byte[bytes.length];
    buffer(bytes).get(array);
    ProtoReader reader = new ProtoReader(array);
    assertThat(reader.nextField()).isTrue();
    return reader;
  }

  private static ByteBuffer buffer(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int b : bytes) {
      buffer.put((byte) b);
    }
    return buffer.flip();
  }
}
