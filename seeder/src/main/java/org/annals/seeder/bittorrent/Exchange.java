package org.annals.seeder.bittorrent;

import bt.bencoding.model.BEObject;
import bt.bencoding.serializers.BEParser;
import bt.bencoding.types.BEMap;
import bt.bencoding.types.BEString;
import bt.net.buffer.ByteBufferView;
import bt.protocol.DecodingContext;
import bt.protocol.EncodingContext;
import bt.protocol.extended.ExtendedMessage;
import bt.protocol.handler.MessageHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of further peers of a file (BEP 11). Bt's own exchange keeps every message for ever, so
 * this is a message of ours. Immutable; at most {@link #MOST} addresses are read or written.
 */
final class Exchange extends ExtendedMessage {
  /** BEP 11: at most 50 of each kind. */
  static final int MOST = 50;

  static final String NAME = "ut_pex";

  private final List<PeerAddress> added;

  Exchange(List<PeerAddress> added) {
    this.added = List.copyOf(added);
  }

  List<PeerAddress> added() {
    return added;
  }

  private byte[] encode() {
    ByteArrayOutputStream four = new ByteArrayOutputStream();
    ByteArrayOutputStream six = new ByteArrayOutputStream();
    for (PeerAddress peer : added) {
      byte[] address = peer.address().getAddress();
      ByteArrayOutputStream to = address.length == 4 ? four : six;
      to.writeBytes(address);
      to.write(peer.port() >> 8);
      to.write(peer.port());
    }
    Map<String, BEObject<?>> map = new HashMap<>();
    map.put("added", new BEString(four.toByteArray()));
    map.put("added.f", new BEString(new byte[four.size() / 6]));
    map.put("dropped", new BEString(new byte[0]));
    if (six.size() > 0) {
      map.put("added6", new BEString(six.toByteArray()));
      map.put("added6.f", new BEString(new byte[six.size() / 18]));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new BEMap(map).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void read(@Nullable BEObject<?> value, int length, List<PeerAddress> into) {
    if (!(value instanceof BEString text)) {
      return;
    }
    ByteBuffer in = ByteBuffer.wrap(text.getValue());
    while (in.remaining() >= length + 2 && into.size() < MOST) {
      byte[] address = new byte[length];
      in.get(address);
      int port = in.getShort() & 0xffff;
      try {
        if (port > 0) {
          into.add(new PeerAddress(InetAddress.getByAddress(address), port));
        }
      } catch (UnknownHostException e) {
        throw new IllegalStateException("4 or 16 bytes are an address", e);
      }
    }
  }

  /** Reads and writes it for Bt. */
  static final class Handler implements MessageHandler<Exchange> {
    @Override
    public Collection<Class<? extends Exchange>> getSupportedTypes() {
      return Set.of(Exchange.class);
    }

    @Override
    public Class<? extends Exchange> readMessageType(ByteBufferView buffer) {
      return Exchange.class;
    }

    @Override
    public boolean encode(EncodingContext context, Exchange message, ByteBuffer out) {
      byte[] bytes = message.encode();
      if (out.remaining() < bytes.length) {
        return false;
      }
      out.put(bytes);
      return true;
    }

    @Override
    public int decode(DecodingContext context, ByteBufferView buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      try (BEParser parser = new BEParser(bytes)) {
        Map<String, BEObject<?>> map = parser.readMap().getValue();
        List<PeerAddress> added = new ArrayList<>();
        read(map.get("added"), 4, added);
        read(map.get("added6"), 16, added);
        context.setMessage(new Exchange(added));
        return bytes.length;
      }
    }
  }
}
