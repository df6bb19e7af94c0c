package org.annals.waku.relay;

import java.nio.ByteBuffer;
import org.annals.waku.gossipsub.RpcCodec;
import org.annals.waku.host.Stream;
import org.annals.waku.host.StreamListener;
import org.annals.waku.host.codec.LengthPrefix;
import org.annals.waku.host.codec.MalformedInput;

/**
 * Cuts a peer's relay stream into RPCs. Tells a peer that breaks the format, an RPC above the cap
 * included, from one whose stream merely died. Belongs to the host's loop.
 */
final class InboundRpcs implements StreamListener {
  private final Stream stream;
  private final Receiver receiver;
  private final LengthPrefix prefix = new LengthPrefix(RpcCodec.MAX_RPC_BYTES);
  private boolean dead;

  /** Takes what comes. */
  interface Receiver {
    void bytes(int count);

    /** A whole RPC, undecoded. */
    void rpc(Stream stream, byte[] rpc);

    /** The peer closed its half, or the stream died. */
    void over(Stream stream);

    void broken(Stream stream, String reason);
  }

  InboundRpcs(Stream stream, Receiver receiver) {
    this.stream = stream;
    this.receiver = receiver;
  }

  @Override
  public void data(ByteBuffer bytes) {
    receiver.bytes(bytes.remaining());
    try {
      while (!dead && stream.isReading()) {
        byte[] rpc = prefix.next(bytes);
        if (rpc == null) {
          return;
        }
        receiver.rpc(stream, rpc);
      }
    } catch (MalformedInput e) {
      dead = true;
      receiver.broken(stream, "a relay stream in which " + e.reason());
    }
  }

  @Override
  public void ended() {
    over();
  }

  @Override
  public void aborted(String reason) {
    over();
  }

  private void over() {
    if (!dead) {
      dead = true;
      receiver.over(stream);
    }
  }
}
