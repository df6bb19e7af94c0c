package org.annals.seeder.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class FramesProperties {
  private final BufferPool pool = new BufferPool(Block.SIZE, 4);

  @Property(tries = 200)
  void anyCutting_givesTheSameMessages(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int count) throws WireViolation {
    Random dice = new Random(seed);
    ByteBuffer stream = ByteBuffer.allocate(68 + count * 20_000);
    List<String> expected = new ArrayList<>();
    byte[] handshake = new byte[68];
    dice.nextBytes(handshake);
    stream.put(handshake);
    expected.add("handshake " + Arrays.hashCode(handshake));
    for (int i = 0; i < count; i++) {
      append(stream, expected, dice);
    }
    stream.flip();

    List<String> seen = new ArrayList<>();
    Frames frames = new Frames(pool, new Recorder(seen));
    while (stream.hasRemaining()) {
      int length = Math.min(stream.remaining(), 1 + dice.nextInt(dice.nextBoolean() ? 10 : 9_000));
      ByteBuffer open = frames.unfinished();
      if (open != null && dice.nextBoolean()) {
        int direct = Math.min(length, open.remaining());
        open.put(stream.slice(stream.position(), direct));
        stream.position(stream.position() + direct);
        frames.finishBlock();
      } else {
        frames.accept(stream.slice(stream.position(), length));
        stream.position(stream.position() + length);
      }
    }
    assertThat(seen).isEqualTo(expected);
  }

  private static void append(ByteBuffer stream, List<String> expected, Random dice) {
    switch (dice.nextInt(3)) {
      case 0 -> stream.putInt(0);
      case 1 -> {
        byte[] data = new byte[1 + dice.nextInt(Block.SIZE)];
        dice.nextBytes(data);
        int piece = dice.nextInt();
        stream.putInt(9 + data.length).put((byte) 7).putInt(piece).putInt(4).put(data);
        expected.add("block " + piece + " 4 " + Arrays.hashCode(data));
      }
      default -> {
        byte[] payload = new byte[dice.nextInt(2_000)];
        dice.nextBytes(payload);
        stream.putInt(1 + payload.length).put((byte) 20).put(payload);
        expected.add("message 20 " + Arrays.hashCode(payload));
      }
    }
  }

  @Property(tries = 500)
  void anyBytes_neverTakeMoreThanTheCaps(@ForAll @Size(max = 300) byte[] noise) {
    Frames frames = new Frames(pool, new Recorder(new ArrayList<>()));
    try {
      frames.accept(ByteBuffer.allocate(68));
      frames.accept(ByteBuffer.wrap(noise));
    } catch (WireViolation e) {
      assertThat(e).hasMessageContaining("bytes");
    } finally {
      frames.close();
    }
  }

  @Property(tries = 500)
  void anyBytes_nestingAnswersWithoutFailing(@ForAll @Size(max = 200) byte[] noise) {
    ByteBuffer bytes = ByteBuffer.wrap(noise);
    boolean harmless = Nesting.harmless(bytes);
    assertThat(bytes.position()).isZero();
    if (harmless) {
      assertThat("dl0123456789i").contains(String.valueOf((char) noise[0]));
    }
    assertThat(Nesting.harmless(ByteBuffer.wrap(HexFormat.of().parseHex("6c6c6c6c6c6c6c6c"))))
        .isFalse();
    assertThat(
            Nesting.harmless(ByteBuffer.wrap("d1:ad1:bi-5eee".getBytes(StandardCharsets.US_ASCII))))
        .isTrue();
  }

  private final class Recorder implements Frames.Sink {
    private final List<String> seen;

    Recorder(List<String> seen) {
      this.seen = seen;
    }

    @Override
    public void handshake(ByteBuffer bytes) {
      seen.add("handshake " + Arrays.hashCode(copy(bytes)));
    }

    @Override
    public void message(int type, ByteBuffer bytes) {
      byte[] frame = copy(bytes);
      seen.add(
          "message " + type + " " + Arrays.hashCode(Arrays.copyOfRange(frame, 5, frame.length)));
    }

    @Override
    public void block(int piece, int offset, ByteBuffer data) {
      seen.add("block " + piece + " " + offset + " " + Arrays.hashCode(copy(data)));
      pool.give(data);
    }

    private byte[] copy(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    }
  }
}
