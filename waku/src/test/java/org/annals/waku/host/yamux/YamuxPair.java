package org.annals.waku.host.yamux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.annals.waku.host.codec.MalformedInput;
import org.jspecify.annotations.Nullable;

/** Two sessions that are joined in memory; bytes go over in random pieces when asked. */
final class YamuxPair {
  final Side dialer;
  final Side listener;
  private final Random random;

  YamuxPair(YamuxLimits limits, long seed) {
    dialer = new Side(true, limits);
    listener = new Side(false, limits);
    random = new Random(seed);
  }

  static YamuxLimits limits() {
    return new YamuxLimits(256, 1024, 4 << 20, 256 << 10);
  }

  /** Moves bytes both ways until nothing is left to move. */
  void settle() throws MalformedInput {
    boolean moved = true;
    while (moved) {
      dialer.session.pump();
      listener.session.pump();
      moved = move(dialer, listener);
      moved = move(listener, dialer) || moved;
    }
  }

  /** Moves what one side has written now, in pieces. */
  boolean move(Side from, Side to) throws MalformedInput {
    byte[] bytes = from.written.toByteArray();
    from.written.reset();
    for (int at = 0; at < bytes.length; ) {
      int piece = Math.min(bytes.length - at, 1 + random.nextInt(50_000));
      to.session.received(ByteBuffer.wrap(bytes, at, piece));
      at += piece;
    }
    return bytes.length > 0;
  }

  /** One end. */
  static final class Side implements YamuxOutput, YamuxListener {
    final YamuxSession session;
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    final List<YamuxStream> opened = new ArrayList<>();
    final List<Reader> readers = new ArrayList<>();
    final List<Integer> pongs = new ArrayList<>();
    boolean pauseNew;
    boolean goingAway;

    Side(boolean dialer, YamuxLimits limits) {
      session = new YamuxSession(dialer, limits, this, this);
    }

    Reader open() {
      Reader reader = new Reader();
      reader.stream = session.open(reader).orElseThrow();
      return reader;
    }

    @Override
    public void write(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      written.writeBytes(copy);
    }

    @Override
    public long pending() {
      return written.size();
    }

    @Override
    public void requestPump() {}

    @Override
    public void opened(YamuxStream stream) {
      Reader reader = new Reader();
      reader.stream = stream;
      stream.reader(reader);
      if (pauseNew) {
        stream.pause();
      }
      opened.add(stream);
      readers.add(reader);
    }

    @Override
    public void pong(int opaque) {
      pongs.add(opaque);
    }

    @Override
    public void goingAway() {
      goingAway = true;
    }
  }

  /** Records what comes. */
  static final class Reader implements YamuxReader {
    @Nullable YamuxStream stream;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<String> aborts = new ArrayList<>();
    int ends;
    int drains;
    long released;

    YamuxStream stream() {
      return Objects.requireNonNull(stream);
    }

    void send(byte[] more) {
      if (!stream().write(ByteBuffer.wrap(more))) {
        throw new AssertionError("refused");
      }
    }

    @Override
    public void data(ByteBuffer more) {
      byte[] copy = new byte[more.remaining()];
      more.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void ended() {
      ends++;
    }

    @Override
    public void aborted(String reason) {
      aborts.add(reason);
    }

    @Override
    public void drained() {
      drains++;
    }

    @Override
    public void released(int count) {
      released += count;
    }
  }
}
