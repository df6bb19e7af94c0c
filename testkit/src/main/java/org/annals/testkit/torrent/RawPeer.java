package org.annals.testkit.torrent;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * One end of a BitTorrent connection that does what a test says and nothing else (BEP 3). Not
 * thread-safe, but one thread may read while another writes.
 */
public final class RawPeer implements Closeable {
  /** Message types of BEP 3 and BEP 10. */
  public static final int CHOKE = 0;

  /** Leave to ask for blocks. */
  public static final int UNCHOKE = 1;

  /** Wish for blocks. */
  public static final int INTERESTED = 2;

  /** The pieces a peer has. */
  public static final int BITFIELD = 5;

  /** Asks for a block. */
  public static final int REQUEST = 6;

  /** A block. */
  public static final int PIECE = 7;

  /** An extended message (BEP 10). */
  public static final int EXTENDED = 20;

  private static final int HANDSHAKE = 68;
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  /** A message; keep-alives are skipped. */
  public record Frame(int type, byte[] payload) {}

  /** Connects to a peer from an address and says nothing. */
  public static RawPeer connect(InetAddress from, InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    // A small window, so that a peer that does not read fills up soon.
    socket.setReceiveBufferSize(64 * 1024);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(to, PATIENCE_MILLIS);
    return new RawPeer(socket);
  }

  /** Sends a handshake for a file, with the bit of the extension protocol. */
  public void sendHandshake(byte[] infoHash) throws IOException {
    byte[] bytes = new byte[HANDSHAKE];
    bytes[0] = 19;
    byte[] name = "BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, bytes, 1, name.length);
    bytes[25] = 0x10;
    System.arraycopy(infoHash, 0, bytes, 28, infoHash.length);
    byte[] id =
        ("-RAW000-" + socket.getLocalPort() + "............").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(id, 0, bytes, 48, 20);
    send(bytes);
  }

  /** Reads the other's handshake; answers the info hash. */
  public byte[] readHandshake() throws IOException {
    byte[] bytes = new byte[HANDSHAKE];
    in.readFully(bytes);
    return Arrays.copyOfRange(bytes, 28, 48);
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends a message. */
  public void send(int type, byte[] payload) throws IOException {
    out.writeInt(1 + payload.length);
    out.writeByte(type);
    out.write(payload);
    out.flush();
  }

  /** Asks for a block. */
  public void request(int piece, int offset, int length) throws IOException {
    out.writeInt(13);
    out.writeByte(REQUEST);
    out.writeInt(piece);
    out.writeInt(offset);
    out.writeInt(length);
    out.flush();
  }

  /** Sends a block. */
  public void piece(int piece, int offset, byte[] data) throws IOException {
    out.writeInt(9 + data.length);
    out.writeByte(PIECE);
    out.writeInt(piece);
    out.writeInt(offset);
    out.write(data);
    out.flush();
  }

  /** Reads the next message. */
  public Frame read() throws IOException {
    while (true) {
      int length = in.readInt();
      if (length > 0) {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new Frame(bytes[0], Arrays.copyOfRange(bytes, 1, length));
      }
    }
  }

  /** Reads until a keep-alive has come. */
  public boolean readKeepAlive() throws IOException {
    int length = in.readInt();
    while (length > 0) {
      in.readFully(new byte[length]);
      length = in.readInt();
    }
    return length == 0;
  }

  /** Reads until a message of a type has come. */
  public Frame readUntil(int type) throws IOException {
    Frame frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /** Reads and drops everything until the other side closes; true when it did. */
  public boolean closedByOther() {
    try {
      byte[] sink = new byte[64 * 1024];
      int count = 0;
      while (count >= 0) {
        count = in.read(sink);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Waits until the other side has closed, without reading what it sent before. */
  public boolean refused() {
    try {
      for (int i = 0; i < 1_500; i++) {
        // Writing to a connection that the other side has closed fails at the second attempt.
        send(new byte[4]);
        LockSupport.parkNanos(20_000_000);
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
