package org.annals.waku.host.yamux;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.waku.host.codec.MalformedInput;
import org.jspecify.annotations.Nullable;

/**
 * One side of a yamux connection.
 *
 * <ul>
 *   <li>A side that sends more than it was granted, or breaks the format, is told GoAway(1), and
 *       {@link MalformedInput} asks the owner to close.
 *   <li>What waits for paused readers is bounded for the whole session, whatever the windows of all
 *       streams promise together.
 *   <li>Streams take turns in sending; a blocked one holds nobody back.
 * </ul>
 */
public final class YamuxSession {
  private static final int PROTOCOL_ERROR = 1;
  private static final int MAX_PENDING_PING_BYTES = 16 * Frame.HEADER;

  private final YamuxLimits limits;
  private final YamuxOutput output;
  private final YamuxListener listener;
  private final Map<Integer, YamuxStream> streams = new HashMap<>();
  private final ArrayDeque<YamuxStream> pumpQueue = new ArrayDeque<>();
  private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER);
  private final int remoteParity;
  private long nextId;
  private int inbound;
  private int outbound;
  private long bufferedBytes;
  private int unsentPingBytes;
  private boolean remoteWentAway;
  private boolean closed;

  private @Nullable YamuxStream payloadStream;
  private long payloadLeft;
  private int payloadFlags;

  /** A session on a fresh connection. */
  public YamuxSession(
      boolean dialer, YamuxLimits limits, YamuxOutput output, YamuxListener listener) {
    this.limits = limits;
    this.output = output;
    this.listener = listener;
    this.nextId = dialer ? 1 : 2;
    this.remoteParity = dialer ? 0 : 1;
  }

  /** Opens a stream, or empty when the other side goes away or there are too many. */
  public Optional<YamuxStream> open(YamuxReader reader) {
    if (closed || remoteWentAway || outbound >= limits.outboundStreams() || nextId > 0xfffffff0L) {
      return Optional.empty();
    }
    YamuxStream stream = new YamuxStream(this, (int) nextId, true);
    nextId += 2;
    outbound++;
    stream.reader(reader);
    streams.put(stream.id(), stream);
    control(Frame.WINDOW_UPDATE, Frame.SYN, stream.id(), 0);
    return Optional.of(stream);
  }

  /**
   * Takes bytes from the other side.
   *
   * @throws MalformedInput when it broke the protocol; GoAway was written then
   */
  public void received(ByteBuffer in) throws MalformedInput {
    try {
      while (!closed && in.hasRemaining()) {
        if (payloadLeft > 0) {
          takePayload(in);
        } else {
          takeHeader(in);
        }
      }
    } catch (MalformedInput e) {
      goAway(PROTOCOL_ERROR);
      throw e;
    }
  }

  /** Sends what streams have, in turns, while the output's backlog allows. */
  public void pump() {
    while (!closed && !pumpQueue.isEmpty() && output.pending() < limits.outputBacklog()) {
      YamuxStream next = pumpQueue.remove();
      next.inPumpQueue = false;
      if (next.sendOne()) {
        wantsToSend(next);
      }
    }
    if (output.pending() == 0) {
      unsentPingBytes = 0;
    }
  }

  /** Asks the other side for a sign of life. */
  public void ping(int opaque) {
    control(Frame.PING, Frame.SYN, 0, opaque);
  }

  /** Tells the other side that this one goes: 0 for no reason, 1 protocol error, 2 internal. */
  public void goAway(int code) {
    if (!closed) {
      control(Frame.GO_AWAY, 0, 0, code);
    }
  }

  /** Ends all streams. Idempotent. */
  public void close(String reason) {
    if (!closed) {
      closed = true;
      for (YamuxStream stream : List.copyOf(streams.values())) {
        stream.receivedReset(reason);
      }
      pumpQueue.clear();
    }
  }

  /** Open streams of both directions. */
  public int streams() {
    return streams.size();
  }

  /** Bytes that wait for paused readers. */
  public long buffered() {
    return bufferedBytes;
  }

  // ---- called by streams -----------------------------------------------------------------------

  YamuxOutput output() {
    return output;
  }

  void control(int type, int flags, int streamId, int length) {
    if (!closed) {
      output.write(Frame.header(type, flags, streamId, length));
    }
  }

  void wantsToSend(YamuxStream stream) {
    if (!stream.inPumpQueue && !closed) {
      stream.inPumpQueue = true;
      pumpQueue.add(stream);
      output.requestPump();
    }
  }

  boolean mayBuffer(int bytes) {
    return bufferedBytes + bytes <= limits.receiveBuffer();
  }

  void buffered(int change) {
    bufferedBytes += change;
  }

  void forget(YamuxStream stream) {
    if (streams.remove(stream.id()) != null) {
      if (stream.isOutbound()) {
        outbound--;
      } else {
        inbound--;
      }
    }
  }

  // ---- frames ----------------------------------------------------------------------------------

  private void takeHeader(ByteBuffer in) throws MalformedInput {
    while (header.hasRemaining() && in.hasRemaining()) {
      header.put(in.get());
    }
    if (header.hasRemaining()) {
      return;
    }
    header.flip();
    int version = header.get();
    int type = header.get();
    int flags = header.getShort();
    int streamId = header.getInt();
    long length = header.getInt() & 0xffffffffL;
    header.clear();
    if (version != 0) {
      throw new MalformedInput("an unknown yamux version");
    }
    switch (type) {
      case Frame.DATA -> takeData(flags, streamId, length);
      case Frame.WINDOW_UPDATE -> takeWindowUpdate(flags, streamId, length);
      case Frame.PING -> takePing(flags, (int) length);
      case Frame.GO_AWAY -> takeGoAway(length);
      default -> throw new MalformedInput("an unknown yamux frame");
    }
  }

  private void takeData(int flags, int streamId, long length) throws MalformedInput {
    YamuxStream stream = resolve(flags, streamId);
    if (stream == null) {
      // A stream that is gone here: what was under way may be up to a window, no more.
      if (length > Frame.INITIAL_WINDOW) {
        throw new MalformedInput("a yamux frame exceeds any window");
      }
    } else if (!stream.claim(length)) {
      throw new MalformedInput("a yamux window was exceeded");
    }
    payloadStream = stream;
    payloadFlags = flags;
    payloadLeft = length;
    if (length == 0) {
      finishPayload();
    }
  }

  private void takePayload(ByteBuffer in) {
    int take = (int) Math.min(in.remaining(), payloadLeft);
    ByteBuffer piece = in.slice(in.position(), take);
    in.position(in.position() + take);
    payloadLeft -= take;
    if (payloadStream != null) {
      payloadStream.received(piece);
    }
    if (payloadLeft == 0) {
      finishPayload();
    }
  }

  private void finishPayload() {
    YamuxStream stream = payloadStream;
    payloadStream = null;
    if (stream != null) {
      applyEnding(stream, payloadFlags);
    }
  }

  private void takeWindowUpdate(int flags, int streamId, long increment) throws MalformedInput {
    YamuxStream stream = resolve(flags, streamId);
    if (stream != null) {
      if (!stream.granted(increment)) {
        throw new MalformedInput("a yamux window overflows");
      }
      applyEnding(stream, flags);
    }
  }

  private static void applyEnding(YamuxStream stream, int flags) {
    if ((flags & Frame.RST) != 0) {
      stream.receivedReset("the peer has reset the stream");
    } else if ((flags & Frame.FIN) != 0) {
      stream.receivedFin();
    }
  }

  /** The stream a frame is for, opened now if it asks so; null when it is to be passed over. */
  private @Nullable YamuxStream resolve(int flags, int streamId) throws MalformedInput {
    if (streamId == 0) {
      throw new MalformedInput("a yamux stream has the session's number");
    }
    YamuxStream present = streams.get(streamId);
    if ((flags & Frame.SYN) == 0) {
      return present;
    }
    // Numbers must grow, but a peer with several threads may send two openings in either order, so
    // only an open number and one of our own kind are refused.
    if (present != null || (streamId & 1) != remoteParity) {
      throw new MalformedInput("a yamux stream is opened with a wrong number");
    }
    if (inbound >= limits.inboundStreams()) {
      control(Frame.WINDOW_UPDATE, Frame.RST, streamId, 0);
      return null;
    }
    YamuxStream stream = new YamuxStream(this, streamId, false);
    inbound++;
    streams.put(streamId, stream);
    control(Frame.WINDOW_UPDATE, Frame.ACK, streamId, 0);
    listener.opened(stream);
    return stream;
  }

  private void takePing(int flags, int opaque) {
    if ((flags & Frame.ACK) != 0) {
      listener.pong(opaque);
    } else if ((flags & Frame.SYN) != 0) {
      // Whoever pings without reading the answers gets only so many.
      if (output.pending() == 0) {
        unsentPingBytes = 0;
      }
      if (unsentPingBytes < MAX_PENDING_PING_BYTES) {
        unsentPingBytes += Frame.HEADER;
        control(Frame.PING, Frame.ACK, 0, opaque);
      }
    }
  }

  private void takeGoAway(long code) throws MalformedInput {
    if (code != 0) {
      throw new MalformedInput("the peer ended the session with code " + code);
    }
    if (!remoteWentAway) {
      remoteWentAway = true;
      listener.goingAway();
    }
  }
}
