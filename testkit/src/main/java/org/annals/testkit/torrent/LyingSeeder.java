package org.annals.testkit.torrent;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer that claims to have a whole file and lies: about its blocks, or about its metadata.
 * Thread-safe.
 */
public final class LyingSeeder implements Closeable {
  private static final int METADATA_BLOCK = 16 * 1024;

  private final ServerSocket server;
  private final byte[] infoHash;
  private final byte[] dictionary;
  private final int pieces;
  private final boolean garbageMetadata;
  private final long announcedMetadata;
  private final AtomicInteger blocks = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  private LyingSeeder(
      InetAddress address, byte[] infoHash, byte[] dictionary, int pieces, long announcedMetadata)
      throws IOException {
    this.server = new ServerSocket();
    server.bind(new InetSocketAddress(address, 0));
    this.infoHash = infoHash.clone();
    this.dictionary = dictionary.clone();
    this.pieces = pieces;
    this.announcedMetadata = announcedMetadata;
    this.garbageMetadata = announcedMetadata != dictionary.length || pieces == 0;
    start("accept", this::acceptAll);
  }

  /** Gives the right metadata and wrong bytes for every block. */
  public static LyingSeeder ofBlocks(
      InetAddress address, byte[] infoHash, byte[] dictionary, int pieces) throws IOException {
    return new LyingSeeder(address, infoHash, dictionary, pieces, dictionary.length);
  }

  /** Announces metadata of a size, and gives wrong bytes when asked for them. */
  public static LyingSeeder ofMetadata(InetAddress address, byte[] infoHash, long announced)
      throws IOException {
    return new LyingSeeder(address, infoHash, new byte[0], 0, announced);
  }

  /** Port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** Wrong blocks sent. */
  public int blocksSent() {
    return blocks.get();
  }

  /** Connections it has had. */
  public int connections() {
    return connections.get();
  }

  private void acceptAll() throws IOException {
    while (!server.isClosed()) {
      Socket socket = server.accept();
      sockets.add(socket);
      connections.incrementAndGet();
      start("peer", () -> serve(new RawPeer(socket)));
    }
  }

  private void serve(RawPeer peer) throws IOException {
    peer.readHandshake();
    peer.sendHandshake(infoHash);
    String handshake =
        "d1:md11:ut_metadatai3ee13:metadata_sizei%de1:pi%dee".formatted(announcedMetadata, port());
    extended(peer, 0, handshake.getBytes(StandardCharsets.US_ASCII));
    byte[] all = new byte[(pieces + 7) / 8];
    Arrays.fill(all, (byte) 0xff);
    peer.send(RawPeer.BITFIELD, all);
    peer.send(RawPeer.UNCHOKE, new byte[0]);
    int theirMetadataId = 1;
    while (true) {
      RawPeer.Frame frame = peer.read();
      if (frame.type() == RawPeer.REQUEST) {
        ByteBuffer request = ByteBuffer.wrap(frame.payload());
        blocks.incrementAndGet();
        peer.piece(request.getInt(), request.getInt(), new byte[request.getInt()]);
      } else if (frame.type() == RawPeer.EXTENDED) {
        theirMetadataId = extendedFrame(peer, frame, theirMetadataId);
      }
    }
  }

  private int extendedFrame(RawPeer peer, RawPeer.Frame frame, int theirMetadataId)
      throws IOException {
    String text =
        new String(frame.payload(), 1, frame.payload().length - 1, StandardCharsets.ISO_8859_1);
    if (frame.payload()[0] == 0) {
      return number(text, "11:ut_metadatai", theirMetadataId);
    }
    if (number(text, "8:msg_typei", 0) == 0) {
      int index = number(text, "5:piecei", 0);
      int length =
          (int) Math.min(METADATA_BLOCK, announcedMetadata - (long) index * METADATA_BLOCK);
      byte[] data = new byte[Math.max(0, length)];
      if (!garbageMetadata) {
        System.arraycopy(dictionary, index * METADATA_BLOCK, data, 0, length);
      }
      byte[] head =
          "d8:msg_typei1e5:piecei%de10:total_sizei%dee"
              .formatted(index, announcedMetadata)
              .getBytes(StandardCharsets.US_ASCII);
      extended(peer, theirMetadataId, head, data);
    }
    return theirMetadataId;
  }

  private static int number(String text, String key, int otherwise) {
    int at = text.indexOf(key);
    if (at < 0) {
      return otherwise;
    }
    int start = at + key.length();
    return Integer.parseInt(text.substring(start, text.indexOf('e', start)));
  }

  private static void extended(RawPeer peer, int id, byte[]... parts) throws IOException {
    int length = List.of(parts).stream().mapToInt(part -> part.length).sum();
    ByteBuffer payload = ByteBuffer.allocate(1 + length).put((byte) id);
    for (byte[] part : parts) {
      payload.put(part);
    }
    peer.send(RawPeer.EXTENDED, payload.array());
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The other side, or the end of the test, has closed the socket.
                return;
              }
            },
            "lying-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
