package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.annals.archiver.torrent.TorrentInfo;

/**
 * One connection that asks for blocks, counts what comes and drops it (BEP 3, nothing more).
 * Confined to the thread of its {@link Leechers}.
 */
final class Leecher {
  private static final int HANDSHAKE = 68;
  private static final int BLOCK = 1 << 14;
  private static final int REQUEST = 17;
  private static final byte UNCHOKE = 1;
  private static final byte INTERESTED = 2;
  private static final byte PIECE = 7;

  private final TorrentInfo info;
  private final int pipeline;
  private final ByteBuffer out;
  private final ByteBuffer head = ByteBuffer.allocate(HANDSHAKE);
  private long next;
  private long skip;
  private boolean greeted;
  private boolean asking;
  private boolean piece;
  private int answered;

  /** Blocks received so far; read by the owner. */
  long blocks;

  Leecher(TorrentInfo info, int number, int pipeline) {
    this.info = info;
    this.pipeline = pipeline;
    this.out = ByteBuffer.allocateDirect(Math.max(128, (pipeline + 8) * REQUEST));
    long inFile = info.length() / BLOCK;
    this.next = number * 7_919L % inFile * BLOCK;
    head.limit(HANDSHAKE);
    out.put((byte) 19).put("BitTorrent protocol".getBytes(StandardCharsets.US_ASCII)).putLong(0);
    out.put(info.infoHash().toBytes());
    out.put("-BE0001-%012d".formatted(number).getBytes(StandardCharsets.US_ASCII));
    out.putInt(1).put(INTERESTED);
  }

  /** Takes what was read and asks for as much again. */
  void received(ByteBuffer in, SocketChannel channel) throws IOException {
    while (in.hasRemaining()) {
      if (skip > 0) {
        int step = (int) Math.min(skip, in.remaining());
        in.position(in.position() + step);
        skip -= step;
        if (skip == 0 && asking) {
          blockEnded();
        }
      } else {
        head.put(in.get());
        headGrew();
      }
    }
    if (out.position() > 0) {
      write(channel);
    }
  }

  /** The block whose bytes end here was a whole PIECE message, or another message was skipped. */
  private void blockEnded() {
    if (piece) {
      piece = false;
      blocks++;
      answered++;
      if (answered * 4 >= pipeline) {
        ask(answered);
        answered = 0;
      }
    }
  }

  private void headGrew() throws IOException {
    if (!greeted) {
      if (!head.hasRemaining()) {
        greeted = true;
        head.clear().limit(5);
      }
      return;
    }
    if (head.position() == 4 && head.getInt(0) == 0) {
      head.clear().limit(5);
    } else if (!head.hasRemaining()) {
      int length = head.getInt(0);
      byte type = head.get(4);
      if (length < 0 || length > 1 << 20) {
        throw new IOException("a message of " + length + " bytes");
      }
      skip = length - 1L;
      piece = type == PIECE;
      if (type == UNCHOKE && !asking) {
        asking = true;
        ask(pipeline);
      }
      head.clear().limit(5);
    }
  }

  private void ask(int count) {
    for (int i = 0; i < count && out.remaining() >= REQUEST; i++) {
      int piece = (int) (next / info.pieceLength());
      out.putInt(13).put((byte) 6).putInt(piece);
      out.putInt((int) (next % info.pieceLength())).putInt(BLOCK);
      next += BLOCK;
      if (next + BLOCK > info.length()) {
        next = 0;
      }
    }
  }

  /** Writes what waits; the rest goes with the next turn. */
  void write(SocketChannel channel) throws IOException {
    out.flip();
    channel.write(out);
    out.compact();
  }
}
