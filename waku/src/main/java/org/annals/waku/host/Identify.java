package org.annals.waku.host;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.loop.Loop;
import org.annals.waku.host.peer.Multiaddr;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells peers about this host, and asks them about themselves. On the loop. */
final class Identify {
  static final String ASK = "/ipfs/id/1.0.0";
  static final String PUSH = "/ipfs/id/push/1.0.0";
  private static final Logger LOG = LoggerFactory.getLogger(Identify.class);
  private static final PeerInfo NOTHING =
      new PeerInfo(List.of(), Set.of(), Optional.empty(), "", "");

  private final HostContext context;
  private final Supplier<List<Multiaddr>> addresses;
  private final BiConsumer<PeerConnection, PeerInfo> identified;

  Identify(
      HostContext context,
      Supplier<List<Multiaddr>> addresses,
      BiConsumer<PeerConnection, PeerInfo> identified) {
    this.context = context;
    this.addresses = addresses;
    this.identified = identified;
  }

  /** Mounts both protocols. */
  void mount() {
    context.protocols().put(ASK, this::answer);
    context.protocols().put(PUSH, stream -> read(stream, true));
  }

  /** Asks a new peer. */
  void ask(PeerConnection connection) {
    open(connection, ASK, stream -> read(stream, false));
  }

  /** Tells a peer that something has changed, if it wants to know. */
  void push(PeerConnection connection) {
    if (connection.info().map(info -> info.protocols().contains(PUSH)).orElse(false)) {
      open(connection, PUSH, this::answer);
    }
  }

  private static void open(PeerConnection connection, String protocol, StreamHandler then) {
    var unused =
        connection
            .newStream(protocol)
            .whenComplete(
                (stream, failure) -> {
                  if (failure == null) {
                    then.opened(stream);
                  } else {
                    LOG.debug("no {}: {}", protocol, failure.getMessage());
                  }
                });
  }

  private void answer(Stream stream) {
    PeerInfo self =
        new PeerInfo(
            addresses.get(),
            Set.copyOf(context.protocols().names()),
            Optional.of(Multiaddr.tcp(stream.connection().remoteAddress())),
            "",
            context.options().agentVersion());
    byte[] message = IdentifyMessage.encode(context.key().publicKey(), self);
    stream.writeMessage(message, Stream.Importance.CONTROL);
    stream.close();
  }

  private void read(Stream stream, boolean isUpdate) {
    Reader reader = new Reader(stream, isUpdate);
    reader.deadline = context.loop().schedule(context.times().answer(), reader::tooSlow);
    LengthPrefixed.listen(stream, IdentifyMessage.MAX_BYTES, reader);
  }

  /** Gathers the parts of a message, which merge by being put one after the other. */
  private final class Reader implements MessageListener {
    private final Stream stream;
    private final boolean isUpdate;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private Loop.@Nullable Timer deadline;

    Reader(Stream stream, boolean isUpdate) {
      this.stream = stream;
      this.isUpdate = isUpdate;
    }

    @Override
    public void message(byte[] part) {
      if (parts.size() + part.length > IdentifyMessage.MAX_BYTES) {
        stream.connection().close("identify exceeds " + IdentifyMessage.MAX_BYTES + " bytes");
      } else {
        parts.write(part, 0, part.length);
      }
    }

    @Override
    public void ended() {
      stopWaiting();
      stream.closeWrite();
      PeerConnection connection = (PeerConnection) stream.connection();
      PeerInfo known = isUpdate ? connection.info().orElse(NOTHING) : NOTHING;
      try {
        PeerInfo info = IdentifyMessage.decode(parts.toByteArray(), connection.remotePeer(), known);
        connection.info(info);
        identified.accept(connection, info);
      } catch (MalformedInput e) {
        connection.broken(e.reason());
      }
    }

    @Override
    public void aborted(String reason) {
      stopWaiting();
      LOG.debug("identify of {} failed: {}", stream.remotePeer(), reason);
    }

    void tooSlow() {
      stream.reset();
    }

    private void stopWaiting() {
      if (deadline != null) {
        deadline.cancel();
      }
    }
  }
}
