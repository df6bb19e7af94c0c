package org.annals.waku.host;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.annals.keys.Secp256k1;
import org.annals.waku.host.codec.LengthPrefix;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.noise.NoiseHandshake;
import org.annals.waku.host.noise.NoiseSession;
import org.annals.waku.host.peer.HostKey;
import org.jspecify.annotations.Nullable;

/** A dialer on a blocking socket that can misbehave at any layer. */
final class RawPeer implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private @Nullable NoiseSession session;

  RawPeer(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes; a peer that has hung up is no error. */
  void send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The host may close before all has been written; the tests look at that separately.
      ignore(e);
    }
  }

  /** Agrees on Noise. */
  RawPeer upToNoise() {
    send(concat(line("/multistream/1.0.0"), line("/noise")));
    expect(concat(line("/multistream/1.0.0"), line("/noise")));
    return this;
  }

  /** Shakes hands with an identity, so that yamux is next. */
  RawPeer upToYamux(HostKey key, List<String> muxers) {
    upToNoise();
    try {
      NoiseHandshake hands =
          new NoiseHandshake(true, key, Secp256k1.fastest(), new SecureRandom(), muxers);
      sendMessage(hands.first());
      byte[] answer = hands.next(readMessage());
      sendMessage(Objects.requireNonNull(answer));
      session = hands.session().orElseThrow();
      return this;
    } catch (MalformedInput | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends encrypted bytes. */
  void sendPlain(byte[] plain) {
    NoiseSession present = Objects.requireNonNull(session);
    byte[] sealed = new byte[plain.length + 16];
    present.send().encrypt(plain, plain.length, sealed, 0);
    sendMessage(sealed);
  }

  /** Sends a yamux frame. */
  void sendFrame(int type, int flags, int streamId, int length, byte[] payload) {
    sendPlain(concat(frame(type, flags, streamId, length), payload));
  }

  /** Reads one encrypted message. */
  byte[] readPlain() {
    try {
      byte[] message = readMessage();
      return Objects.requireNonNull(session).receive().decrypt(message, 0, message.length);
    } catch (MalformedInput | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads until the host hangs up; gives the bytes of that time. */
  byte[] awaitClose() {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        rest.write(next);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the host did not hang up", e);
    } catch (IOException e) {
      // A reset is also a way to hang up.
      ignore(e);
    }
    return rest.toByteArray();
  }

  void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      ignore(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] line(String text) {
    return LengthPrefix.frame((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static byte[] frame(int type, int flags, int streamId, int length) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(streamId)
        .putInt(length)
        .array();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part, 0, part.length);
    }
    return all.toByteArray();
  }

  void sendMessage(byte[] message) {
    send(
        ByteBuffer.allocate(2 + message.length)
            .putShort((short) message.length)
            .put(message)
            .array());
  }

  byte[] readMessage() throws IOException {
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return message;
  }

  private void expect(byte[] wanted) {
    try {
      byte[] got = in.readNBytes(wanted.length);
      if (!Arrays.equals(got, wanted)) {
        throw new AssertionError("unexpected: " + new String(got, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void ignore(IOException expected) {
    if (expected.getMessage() == null) {
      throw new UncheckedIOException(expected);
    }
  }
}
