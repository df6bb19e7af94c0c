package org.annals.seeder.bittorrent;

import bt.module.ExtendedMessageHandlers;
import bt.module.MessageHandlers;
import bt.net.Peer;
import bt.net.buffer.DelegatingByteBufferView;
import bt.protocol.DecodingContext;
import bt.protocol.EncodingContext;
import bt.protocol.Message;
import bt.protocol.StandardBittorrentProtocol;
import bt.protocol.extended.ExtendedMessage;
import bt.protocol.extended.ExtendedMessageTypeMapping;
import bt.protocol.extended.ExtendedProtocol;
import bt.protocol.handler.MessageHandler;
import com.google.inject.Inject;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bt's message encoding, made anew for each connection: Bt keeps what a peer calls its extended
 * messages in a map that never forgets a peer.
 */
final class Codec {
  /** Makes codecs. Public constructor for the injector. */
  static final class Maker {
    private final Map<Integer, MessageHandler<?>> handlers;
    private final ExtendedMessageTypeMapping mapping;
    private final Map<String, MessageHandler<? extends ExtendedMessage>> extended;

    @Inject
    Maker(
        @MessageHandlers Map<Integer, MessageHandler<?>> handlers,
        ExtendedMessageTypeMapping mapping,
        @ExtendedMessageHandlers Map<String, MessageHandler<? extends ExtendedMessage>> extended) {
      this.handlers = handlers;
      this.mapping = mapping;
      this.extended = extended;
    }

    Codec make(Peer peer) {
      Map<Integer, MessageHandler<?>> own = new HashMap<>(handlers);
      own.put(ExtendedProtocol.EXTENDED_MESSAGE_ID, new ExtendedProtocol(mapping, extended));
      return new Codec(new StandardBittorrentProtocol(own), peer);
    }
  }

  private final StandardBittorrentProtocol protocol;
  private final Peer peer;

  private Codec(StandardBittorrentProtocol protocol, Peer peer) {
    this.protocol = protocol;
    this.peer = peer;
  }

  /** Writes a message; false, and nothing written, when there is no room. */
  boolean encode(Message message, ByteBuffer out) {
    int begin = out.position();
    boolean whole = protocol.encode(new EncodingContext(peer), message, out);
    if (!whole) {
      out.position(begin);
    }
    return whole;
  }

  /**
   * Reads exactly one message.
   *
   * @return null when it is of a kind that is not understood; such are skipped
   * @throws WireViolation when it is malformed
   */
  @Nullable Message decode(ByteBuffer whole) throws WireViolation {
    DecodingContext context = new DecodingContext(peer);
    try {
      protocol.decode(context, new DelegatingByteBufferView(whole));
      return context.getMessage();
    } catch (RuntimeException | StackOverflowError e) {
      // Bt's parser of bencoding is recursive, so nesting can exhaust the stack.
      throw new WireViolation("malformed message", e);
    }
  }
}
