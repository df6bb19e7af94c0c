package org.annals.waku.host;

import java.nio.ByteBuffer;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.loop.EventLoop;
import org.annals.waku.host.loop.TcpSocket;
import org.annals.waku.host.noise.CipherState;
import org.annals.waku.host.noise.NoiseFrames;
import org.annals.waku.host.noise.NoiseSession;

/**
 * Encrypted bytes on a socket. What is written within one turn of the loop leaves in as few Noise
 * messages as possible. For the loop's thread only.
 */
final class SecureChannel {
  private static final int FIRST_BUFFER = 2048;

  private final EventLoop loop;
  private final TcpSocket socket;
  private final CipherState send;
  private final CipherState receive;
  private final NoiseFrames frames = new NoiseFrames(NoiseFrames.MAX_MESSAGE);
  private Sink sink;
  private byte[] plain = new byte[FIRST_BUFFER];
  private int plainLength;
  private boolean sealPlanned;

  SecureChannel(EventLoop loop, TcpSocket socket, NoiseSession session, Sink sink) {
    this.loop = loop;
    this.socket = socket;
    this.send = session.send();
    this.receive = session.receive();
    this.sink = sink;
  }

  void sink(Sink next) {
    sink = next;
  }

  /** Decrypts what is whole and hands it on. */
  void received(ByteBuffer wire) throws MalformedInput {
    for (byte[] sealed = frames.next(wire); sealed != null; sealed = frames.next(wire)) {
      sink.plain(ByteBuffer.wrap(receive.decrypt(sealed, 0, sealed.length)));
    }
  }

  void write(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (plainLength == NoiseFrames.MAX_PLAIN) {
        seal();
      }
      int take = Math.min(bytes.remaining(), NoiseFrames.MAX_PLAIN - plainLength);
      makeRoom(plainLength + take);
      bytes.get(plain, plainLength, take);
      plainLength += take;
    }
    if (!sealPlanned) {
      sealPlanned = true;
      loop.atEndOfTurn(this::seal);
    }
  }

  /** Encrypts what was written and gives it to the socket. */
  void seal() {
    sealPlanned = false;
    if (plainLength == 0) {
      return;
    }
    byte[] frame = new byte[2 + plainLength + CipherState.TAG];
    int length = send.encrypt(plain, plainLength, frame, 2);
    frame[0] = (byte) (length >> 8);
    frame[1] = (byte) length;
    plainLength = 0;
    socket.write(ByteBuffer.wrap(frame));
  }

  /** Bytes that were written and have not left. */
  long pending() {
    return socket.pending() + plainLength;
  }

  private void makeRoom(int needed) {
    if (plain.length < needed) {
      byte[] larger = new byte[Math.min(NoiseFrames.MAX_PLAIN, Math.max(needed, 2 * plain.length))];
      System.arraycopy(plain, 0, larger, 0, plainLength);
      plain = larger;
    }
  }

  /** Takes decrypted bytes. */
  interface Sink {
    void plain(ByteBuffer bytes) throws MalformedInput;
  }
}
