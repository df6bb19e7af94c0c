package org.annals.seeder.bittorrent;

import bt.metainfo.TorrentId;
import bt.net.ConnectionHandler;
import bt.net.InetPeer;
import bt.net.Peer;
import bt.net.PeerConnection;
import bt.net.crypto.CipherBufferMutator;
import bt.protocol.Handshake;
import bt.protocol.Message;
import bt.protocol.crypto.MSECipher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection: its socket, what waits to be written, and what was cut from the stream.
 *
 * <ul>
 *   <li>Never blocks. What the socket does not take waits in one buffer, and nothing more is
 *       produced until the socket has taken all of it: a peer that does not read costs one buffer.
 *   <li>Counts the bytes that really went over the socket.
 * </ul>
 *
 * <p>Bt's handshake handlers see it as their {@code PeerConnection}. Confined to the loop.
 */
final class Wire implements PeerConnection, Loop.Ready, Frames.Sink {
  /** Who uses the connection. */
  interface Side {
    /**
     * The other's handshake has come; says who uses the connection from now on, null for nobody.
     */
    @Nullable Side handshake(Wire wire, Handshake handshake) throws WireViolation;

    /** A message other than a block. */
    void message(Wire wire, Message message) throws WireViolation;

    /** A block in a pooled buffer that must be given back. */
    void block(Wire wire, int piece, int offset, ByteBuffer data) throws WireViolation;

    /** The socket has taken everything: more may be produced. */
    void writable(Wire wire);

    /** Bytes went over the socket. */
    void moved(Wire wire, long payloadUp, long wireUp, long payloadDown, long wireDown);

    /** It is closed; called once. */
    void closed(@Nullable Wire wire, String reason);
  }

  private static final byte[] PLAIN_START =
      "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);

  private final Wires wires;
  private final SocketChannel channel;
  private final InetPeer peer;
  private final InetSocketAddress remote;
  private final boolean incoming;
  private final Codec codec;
  private final Frames frames;
  private final long started;
  private Side side;
  private @Nullable SelectionKey key;
  private @Nullable TorrentId torrentId;
  private @Nullable ByteBuffer out;
  private @Nullable Handshake theirHandshake;
  private @Nullable Obfuscation obfuscation;
  private @Nullable CipherBufferMutator decoder;
  private @Nullable CipherBufferMutator encoder;
  private int encoded;
  private boolean plain;
  private boolean computing;
  private boolean handshakeSent;
  private boolean open;
  private boolean closed;
  private long outPayload;
  private long lastRead;
  private long lastWrite;

  Wire(Wires wires, SocketChannel channel, InetPeer peer, InetSocketAddress remote, Side side) {
    this.wires = wires;
    this.channel = channel;
    this.peer = peer;
    this.remote = remote;
    this.incoming = peer.isPortUnknown();
    this.side = side;
    this.codec = wires.codecs().make(peer);
    this.frames = new Frames(wires.blocks(), this);
    this.started = wires.now();
    this.plain = !incoming;
    this.lastRead = started;
    this.lastWrite = started;
  }

  void register(int operations) throws IOException {
    key = wires.loop().register(channel, operations, this);
  }

  boolean incoming() {
    return incoming;
  }

  InetSocketAddress remote() {
    return remote;
  }

  InetPeer peer() {
    return peer;
  }

  /** Whether both handshakes are done. */
  boolean open() {
    return open;
  }

  // ---- socket

  @Override
  public void ready(SelectionKey ready) throws IOException {
    if (ready.isConnectable()) {
      channel.finishConnect();
      ready.interestOps(SelectionKey.OP_READ);
      greet();
      flush();
      return;
    }
    if (ready.isReadable()) {
      read();
    }
    if (!closed && ready.isValid() && ready.isWritable()) {
      flush();
      if (!closed && out == null && open) {
        side.writable(this);
      }
    }
  }

  @Override
  public void failed(Exception cause) {
    String message = cause.getMessage();
    if (cause instanceof WireViolation) {
      offence(message);
    }
    close(message == null ? cause.getClass().getSimpleName() : message);
  }

  private void read() throws IOException {
    for (int round = 0; round < 4 && !closed; round++) {
      ByteBuffer shared = wires.readBuffer().clear();
      ByteBuffer unfinished = frames.unfinished();
      int before = unfinished == null ? 0 : unfinished.remaining();
      long count =
          unfinished == null
              ? channel.read(shared)
              : channel.read(new ByteBuffer[] {unfinished, shared});
      if (count < 0) {
        close("closed by the other side");
        return;
      }
      if (count == 0) {
        return;
      }
      lastRead = wires.now();
      long direct = unfinished == null ? 0 : before - unfinished.remaining();
      shared.flip();
      if (unfinished != null) {
        decrypt(unfinished.duplicate().flip().position(unfinished.position() - (int) direct));
        frames.finishBlock();
      }
      decrypt(shared);
      accept(shared);
      side.moved(this, 0, 0, direct + frames.takePayload(), count);
      if (count < before + (long) shared.capacity()) {
        return;
      }
    }
  }

  private void accept(ByteBuffer bytes) throws IOException {
    if (plain) {
      frames.accept(bytes);
      return;
    }
    Obfuscation negotiating = obfuscation;
    if (negotiating == null) {
      negotiating = new Obfuscation(wires.random());
      obfuscation = negotiating;
    }
    negotiating.add(bytes);
    byte[] first = negotiating.first(PLAIN_START.length);
    if (Arrays.equals(first, 0, first.length, PLAIN_START, 0, first.length)) {
      if (first.length == PLAIN_START.length) {
        plain = true;
        obfuscation = null;
        frames.accept(negotiating.all());
      }
      return;
    }
    byte[] theirs = negotiating.theirKey();
    if (theirs != null && !computing) {
      computing = true;
      byte[] exponent = negotiating.newExponent();
      wires.compute(() -> Obfuscation.Secret.compute(theirs, exponent), this::computed, this);
    }
    agree(negotiating);
  }

  private void computed(Obfuscation.Secret secret) {
    Obfuscation negotiating = obfuscation;
    if (closed || negotiating == null) {
      return;
    }
    try {
      byte[] answer = negotiating.answer(secret);
      out(answer.length).put(answer);
      flush();
      agree(negotiating);
    } catch (IOException e) {
      failed(e);
    }
  }

  private void agree(Obfuscation negotiating) throws IOException {
    Obfuscation.Agreed agreed = negotiating.proceed(wires.files());
    if (agreed == null) {
      return;
    }
    plain = true;
    obfuscation = null;
    ByteBuffer to = out(agreed.reply().length);
    to.put(agreed.reply());
    MSECipher stream = agreed.cipher();
    if (stream != null) {
      decoder = new CipherBufferMutator(stream.getDecryptionCipher());
      encoder = new CipherBufferMutator(stream.getEncryptionCipher());
      encoded = to.position();
    }
    flush();
    frames.accept(ByteBuffer.wrap(agreed.start()));
    ByteBuffer rest = agreed.rest();
    decrypt(rest);
    frames.accept(rest);
  }

  private void decrypt(ByteBuffer bytes) {
    CipherBufferMutator mutator = decoder;
    if (mutator != null) {
      mutator.mutate(bytes.duplicate());
    }
  }

  private void encrypt(ByteBuffer waiting) {
    CipherBufferMutator mutator = encoder;
    if (mutator != null) {
      mutator.mutate(waiting.duplicate().position(encoded));
      encoded = waiting.limit();
    }
  }

  /** Writes what waits; when the socket takes not all of it, waits for the socket. */
  void flush() {
    ByteBuffer waiting = out;
    if (closed || waiting == null) {
      return;
    }
    try {
      waiting.flip();
      encrypt(waiting);
      long written = 0;
      while (waiting.hasRemaining()) {
        int count = channel.write(waiting);
        if (count <= 0) {
          break;
        }
        written += count;
      }
      afterWrite(waiting, written);
    } catch (IOException e) {
      failed(e);
    }
  }

  private void afterWrite(ByteBuffer waiting, long written) {
    if (written > 0) {
      lastWrite = wires.now();
      long payload = Math.min(outPayload, written);
      outPayload -= payload;
      side.moved(this, payload, written, 0, 0);
    }
    SelectionKey registered = key;
    if (waiting.hasRemaining()) {
      waiting.compact();
      encoded = waiting.position();
      setInterest(registered, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    } else {
      out = null;
      encoded = 0;
      wires.outs().give(waiting);
      setInterest(registered, SelectionKey.OP_READ);
    }
  }

  private static void setInterest(@Nullable SelectionKey key, int operations) {
    if (key != null && key.isValid() && key.interestOps() != operations) {
      key.interestOps(operations);
    }
  }

  // ---- writing

  /** Whether the socket has taken everything. */
  boolean drained() {
    return out == null;
  }

  /** Room for more before the next {@link #flush}. */
  int room() {
    ByteBuffer waiting = out;
    return waiting == null ? Wires.OUT_SIZE : waiting.remaining();
  }

  /** The buffer that is written next, with room for the bytes. */
  ByteBuffer out(int needed) {
    ByteBuffer waiting = out;
    if (waiting == null) {
      waiting = wires.outs().take();
      lastWrite = wires.now();
      out = waiting;
    }
    if (waiting.remaining() < needed) {
      ByteBuffer larger = ByteBuffer.allocate(waiting.position() + needed);
      larger.put(waiting.flip());
      wires.outs().give(waiting);
      waiting = larger;
      out = waiting;
    }
    return waiting;
  }

  /** So many bytes of the buffer are payload. */
  void payload(int bytes) {
    outPayload += bytes;
  }

  @Override
  public void postMessage(Message message) throws IOException {
    if (message instanceof Handshake) {
      if (handshakeSent) {
        return;
      }
      handshakeSent = true;
    }
    if (!codec.encode(message, out(0)) && !codec.encode(message, out(Frames.LONGEST))) {
      throw new IOException("a message is too long to send");
    }
  }

  // ---- handshake

  private void greet() throws IOException {
    if (!incoming) {
      // The handler posts our handshake, then asks for theirs, which is not there yet; it is called
      // again when it has come and its second handshake is dropped.
      outgoingHandler().handleConnection(this);
    }
  }

  private ConnectionHandler outgoingHandler() throws IOException {
    TorrentId wanted = torrentId;
    if (wanted == null) {
      throw new IOException("an outgoing connection is for one torrent");
    }
    return wires.handlers().getOutgoingHandler(wanted);
  }

  @Override
  public void handshake(ByteBuffer bytes) throws WireViolation {
    if (!(codec.decode(bytes) instanceof Handshake handshake)) {
      throw new WireViolation("no handshake");
    }
    theirHandshake = handshake;
    try {
      ConnectionHandler handler =
          incoming ? wires.handlers().getIncomingHandler() : outgoingHandler();
      boolean known = handler.handleConnection(this);
      Side user = known ? side.handshake(this, handshake) : null;
      if (user == null) {
        close("not wanted here");
        return;
      }
      side = user;
      open = true;
      wires.opened(this);
      side.writable(this);
    } catch (WireViolation e) {
      throw e;
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  public @Nullable Message readMessage(long timeout) {
    return theirHandshake;
  }

  @Override
  public @Nullable Message readMessageNow() {
    return theirHandshake;
  }

  // ---- reading

  @Override
  public void message(int type, ByteBuffer bytes) throws WireViolation {
    if (!closed && type == Messages.PORT) {
      side.message(this, Messages.port(bytes));
      return;
    }
    if (closed || !Messages.understood(type)) {
      return;
    }
    if (type == Messages.EXTENDED && !harmless(bytes)) {
      throw new WireViolation("malformed extended message");
    }
    Message message = codec.decode(bytes);
    if (message != null) {
      side.message(this, message);
    }
  }

  private static boolean harmless(ByteBuffer extended) {
    int head = 6;
    return extended.limit() > head
        && Nesting.harmless(extended.slice(head, extended.limit() - head));
  }

  @Override
  public void block(int piece, int offset, ByteBuffer data) throws WireViolation {
    if (closed) {
      wires.blocks().give(data);
    } else {
      side.block(this, piece, offset, data);
    }
  }

  // ---- deadlines

  /** Closes what is overdue; keeps the connection alive. */
  void tick(long now, BitTorrentSettings.Deadlines limits) {
    if (closed) {
      return;
    }
    if (!open && now - started > limits.handshake().toNanos()) {
      offence("no handshake in time");
      close("no handshake in time");
    } else if (out != null && now - lastWrite > limits.write().toNanos()) {
      offence("does not read");
      close("does not read");
    } else if (now - lastRead > limits.silence().toNanos()) {
      close("silent");
    } else if (open && out == null && now - lastWrite > limits.keepAlive().toNanos()) {
      out(4).putInt(0);
      flush();
    }
  }

  private void offence(@Nullable String reason) {
    if (incoming && !closed) {
      wires.offence(this, String.valueOf(reason));
    }
  }

  long started() {
    return started;
  }

  long lastRead() {
    return lastRead;
  }

  // ---- closing

  void close(String reason) {
    if (closed) {
      return;
    }
    closed = true;
    frames.close();
    ByteBuffer waiting = out;
    out = null;
    if (waiting != null) {
      wires.outs().give(waiting);
    }
    try {
      channel.close();
    } catch (IOException e) {
      Wires.LOG.debug("closing a socket failed", e);
    }
    wires.closed(this);
    side.closed(this, reason);
  }

  @Override
  public void close() {
    close("closed");
  }

  @Override
  public void closeQuietly() {
    close("closed");
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  // ---- what Bt's handlers ask for

  @Override
  public Peer getRemotePeer() {
    return peer;
  }

  @Override
  public int getRemotePort() {
    return remote.getPort();
  }

  @Override
  public @Nullable TorrentId setTorrentId(TorrentId id) {
    TorrentId old = torrentId;
    torrentId = id;
    return old;
  }

  @Override
  public @Nullable TorrentId getTorrentId() {
    return torrentId;
  }

  @Override
  public long getLastActive() {
    return lastRead;
  }
}
