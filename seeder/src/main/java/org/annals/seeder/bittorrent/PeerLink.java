package org.annals.seeder.bittorrent;

import bt.bencoding.model.BEObject;
import bt.bencoding.types.BEInteger;
import bt.magnet.UtMetadata;
import bt.protocol.Bitfield;
import bt.protocol.Cancel;
import bt.protocol.Choke;
import bt.protocol.Handshake;
import bt.protocol.Have;
import bt.protocol.Interested;
import bt.protocol.Message;
import bt.protocol.NotInterested;
import bt.protocol.Request;
import bt.protocol.Unchoke;
import bt.protocol.extended.ExtendedHandshake;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.annals.archiver.PeerAddress;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with one peer about one file: who is interested and choked, which blocks are
 * asked for in either direction. All queues are bounded. Confined to the loop, except {@link
 * #wake}.
 */
final class PeerLink implements Wire.Side {
  /** Requests that are kept for a peer; more are dropped. */
  static final int MOST_REQUESTS = 2_048;

  private static final int LONGEST_REQUEST = 128 * 1024;
  private static final int MOST_REPLIES = 64;
  private static final int MOST_UNEXPECTED = 64;
  private static final int FIRST_DEPTH = 32;
  private static final int MOST_DEPTH = 256;
  private static final long EXCHANGE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int HIGHEST_PIECE = 262_144;

  private final Swarm swarm;
  private final Engine engine;
  private final AtomicBoolean queued = new AtomicBoolean();
  private final BitSet theirs = new BitSet();
  private final ArrayDeque<Integer> haves = new ArrayDeque<>();
  private final ArrayDeque<Message> replies = new ArrayDeque<>();
  private final Set<Block> outstanding = new LinkedHashSet<>();
  private final Set<Block> cancelled = new LinkedHashSet<>();
  private @Nullable PeerAddress address;
  private @Nullable Wire wire;
  private @Nullable Held uploads;
  private @Nullable Held downloads;
  private boolean bitfieldSent;
  private boolean spoke;
  private boolean interested;
  private boolean unchoked;
  private boolean unchokeSent;
  private boolean chokesUs = true;
  private boolean speaksMetadata;
  private boolean speaksExchange;
  private long lastExchangeIn;
  private long lastExchangeOut;
  private int metadataSize;
  private int depth = FIRST_DEPTH;
  private int unexpected;
  private long lastProgress;

  PeerLink(Swarm swarm, Engine engine, @Nullable PeerAddress address) {
    this.swarm = swarm;
    this.engine = engine;
    this.address = address;
    this.lastProgress = engine.loop().now();
    this.lastExchangeIn = lastProgress - EXCHANGE_NANOS;
    this.lastExchangeOut = lastProgress + TimeUnit.SECONDS.toNanos(5);
  }

  /** When the conversation began, or the last block came. */
  long since() {
    return lastProgress;
  }

  @Nullable PeerAddress address() {
    return address;
  }

  BitSet theirs() {
    return theirs;
  }

  @Nullable Wire wire() {
    return wire;
  }

  // ---- life

  @Override
  public Wire.@Nullable Side handshake(Wire opened, Handshake handshake) {
    this.wire = opened;
    String name = opened.remote().getAddress().getHostAddress() + ":" + opened.getRemotePort();
    Flow flow = new Flow(swarm.account(), swarm.name(), name);
    uploads = new Held(engine.gate(), flow, Direction.UP, this::granted);
    downloads = new Held(engine.gate(), flow, Direction.DOWN, this::granted);
    return swarm.admit(this, opened, handshake) ? this : null;
  }

  @Override
  public void closed(@Nullable Wire closed, String reason) {
    Held down = downloads;
    Held up = uploads;
    if (up != null) {
      up.clear();
    }
    PieceMap pieces = swarm.pieces();
    if (pieces != null && down != null) {
      down.clear().forEach(pieces::giveBack);
      outstanding.forEach(pieces::giveBack);
      pieces.leave(this);
    }
    outstanding.clear();
    swarm.left(this, reason);
  }

  void close(String reason) {
    Wire open = wire;
    if (open != null) {
      open.close(reason);
    }
  }

  @Override
  public void moved(Wire from, long payloadUp, long wireUp, long payloadDown, long wireDown) {
    swarm.moved(payloadUp, wireUp, payloadDown, wireDown);
  }

  // ---- turns

  /** Lets the connection produce soon. May be called on any thread. */
  void wake() {
    if (queued.compareAndSet(false, true)) {
      if (engine.loop().inside()) {
        engine.loop().turn(this::turn);
      } else {
        engine.loop().execute(() -> engine.loop().turn(this::turn));
      }
    }
  }

  private void granted() {
    if (!engine.loop().inside() || !(asking(uploads) || asking(downloads))) {
      wake();
    }
  }

  private static boolean asking(@Nullable Held held) {
    return held != null && held.asking();
  }

  private void turn() {
    queued.set(false);
    Wire open = wire;
    if (open != null) {
      writable(open);
    }
  }

  @Override
  public void writable(Wire to) {
    Held up = uploads;
    if (!to.open() || up == null) {
      return;
    }
    to.flush();
    if (to.isClosed() || !to.drained()) {
      return;
    }
    try {
      produceState(to);
      produceReplies(to);
      produceRequests(to);
      produceBlocks(to, up);
      to.flush();
      if (to.drained() && !to.isClosed() && up.ready()) {
        wake();
      }
    } catch (IOException e) {
      to.failed(e);
    }
  }

  private void produceState(Wire to) throws IOException {
    PieceMap pieces = swarm.pieces();
    if (pieces != null && !bitfieldSent) {
      bitfieldSent = true;
      if (spoke) {
        // A bitfield may only come first (BEP 3); what became known later is told piece by piece.
        pieces.have().stream().forEach(haves::add);
      } else if (pieces.haveBytes() > 0) {
        to.postMessage(new Bitfield(wireBits(pieces)));
      }
    }
    spoke = true;
    if (unchoked && !unchokeSent) {
      unchokeSent = true;
      Messages.state(to.out(5), Messages.UNCHOKE);
    }
    boolean wanted = pieces != null && swarm.fetching() && pieces.wants(theirs);
    if (wanted != interested) {
      interested = wanted;
      Messages.state(to.out(5), wanted ? Messages.INTERESTED : Messages.NOT_INTERESTED);
    }
    Integer have = haves.poll();
    while (have != null) {
      Messages.have(to.out(9), have);
      have = haves.poll();
    }
  }

  private static byte[] wireBits(PieceMap pieces) {
    byte[] bits = new byte[(pieces.count() + 7) / 8];
    BitSet have = pieces.have();
    for (int i = have.nextSetBit(0); i >= 0; i = have.nextSetBit(i + 1)) {
      bits[i / 8] |= (byte) (0x80 >> (i % 8));
    }
    return bits;
  }

  private void produceReplies(Wire to) throws IOException {
    if (speaksMetadata) {
      MetadataFetch metadata = swarm.metadata();
      if (metadata != null && replies.size() < MOST_REPLIES) {
        int size = metadataSize > 0 ? metadataSize : swarm.expectedMetadata();
        replies.addAll(metadata.ask(this, size, engine.loop().now()));
      }
    }
    while (!replies.isEmpty() && to.room() > Frames.LONGEST) {
      to.postMessage(replies.remove());
    }
  }

  private void produceRequests(Wire to) {
    Held down = downloads;
    PieceMap pieces = swarm.pieces();
    if (down == null || pieces == null || chokesUs || !swarm.fetching()) {
      return;
    }
    while (outstanding.size() + down.size() < depth && !engine.lanes().behind()) {
      Block block = pieces.next(theirs, this);
      if (block == null && outstanding.isEmpty() && down.size() == 0) {
        block = pieces.again(theirs, outstanding::contains);
      }
      if (block == null) {
        break;
      }
      down.add(block);
    }
    Block granted = down.next();
    while (granted != null) {
      if (outstanding.isEmpty()) {
        lastProgress = engine.loop().now();
      }
      outstanding.add(granted);
      Messages.request(to.out(17), granted);
      granted = down.next();
    }
  }

  private void produceBlocks(Wire to, Held up) {
    PieceMap pieces = swarm.pieces();
    Block first = up.peek();
    while (pieces != null && first != null && to.room() >= first.length() + Block.OVERHEAD) {
      if (up.next() == null) {
        return;
      }
      ByteBuffer out = to.out(first.length() + Block.OVERHEAD);
      int begin = out.position();
      int limit = out.limit();
      Messages.pieceHeader(out, first);
      out.limit(out.position() + first.length());
      try {
        swarm.read(pieces.position(first), out);
        to.payload(first.length());
      } catch (IOException e) {
        out.limit(limit).position(begin);
        Wires.LOG.warn("cannot read {}: {}", swarm.name(), e.toString());
        to.close("a block cannot be read");
        return;
      }
      out.limit(limit);
      first = up.peek();
    }
  }

  // ---- what the other side says

  @Override
  public void message(Wire from, Message message) throws WireViolation {
    if (message instanceof Have have) {
      have(have.getPieceIndex());
    } else if (message instanceof Request request) {
      request(block(request.getPieceIndex(), request.getOffset(), request.getLength()));
    } else if (message instanceof Cancel cancel) {
      cancel(block(cancel.getPieceIndex(), cancel.getOffset(), cancel.getLength()));
    } else if (message instanceof Bitfield bitfield) {
      bitfield(bitfield.getBitfield());
    } else if (message instanceof Choke) {
      choked();
    } else if (message instanceof Unchoke) {
      chokesUs = false;
    } else if (message instanceof Interested) {
      unchoked = true;
    } else if (message instanceof NotInterested) {
      // It may stay unchoked: there are no slots that another would need.
      return;
    } else if (message instanceof ExtendedHandshake handshake) {
      extended(from, handshake);
    } else if (message instanceof UtMetadata metadata) {
      metadata(metadata);
    } else if (message instanceof Exchange exchange) {
      exchanged(exchange);
    }
    wake();
  }

  private static Block block(int piece, int offset, int length) {
    return new Block(piece, offset, length);
  }

  private void have(int piece) throws WireViolation {
    PieceMap pieces = swarm.pieces();
    if (piece < 0 || piece >= (pieces == null ? HIGHEST_PIECE : pieces.count())) {
      throw new WireViolation("a piece that does not exist");
    }
    theirs.set(piece);
  }

  private void bitfield(byte[] bits) {
    theirs.clear();
    PieceMap pieces = swarm.pieces();
    int count = pieces == null ? HIGHEST_PIECE : pieces.count();
    for (int i = 0; i < Math.min(count, bits.length * 8); i++) {
      if ((bits[i / 8] & (0x80 >> (i % 8))) != 0) {
        theirs.set(i);
      }
    }
  }

  /** The number of pieces has become known. */
  void piecesKnown(int count) {
    theirs.clear(count, Math.max(count, theirs.length()));
    wake();
  }

  private void request(Block block) throws WireViolation {
    PieceMap pieces = swarm.pieces();
    Held up = uploads;
    if (pieces == null || up == null) {
      return;
    }
    if (block.piece() >= pieces.count()
        || block.length() > LONGEST_REQUEST
        || (long) block.offset() + block.length() > pieces.sizeOf(block.piece())) {
      throw new WireViolation("a request for bytes that do not exist");
    }
    if (unchoked && pieces.has(block.piece()) && up.size() < MOST_REQUESTS) {
      up.add(block);
    }
  }

  private void cancel(Block block) {
    Held up = uploads;
    if (up != null) {
      up.remove(block);
    }
  }

  private void choked() {
    chokesUs = true;
    Held down = downloads;
    PieceMap pieces = swarm.pieces();
    if (down != null && pieces != null) {
      down.clear().forEach(pieces::giveBack);
      outstanding.forEach(pieces::giveBack);
      forget();
    }
  }

  // Blocks that were asked for may still come; beyond a bound they count as unexpected.
  private void forget() {
    if (cancelled.size() > MOST_REQUESTS) {
      cancelled.clear();
    }
    cancelled.addAll(outstanding);
    outstanding.clear();
  }

  private void extended(Wire from, ExtendedHandshake handshake) {
    speaksExchange = handshake.getSupportedMessageTypes().contains(Exchange.NAME);
    speaksMetadata = handshake.getSupportedMessageTypes().contains("ut_metadata");
    metadataSize = number(handshake.getData().get("metadata_size"));
    int port = number(handshake.getData().get("p"));
    if (address == null && port > 0 && port <= 65_535) {
      address = new PeerAddress(from.remote().getAddress(), port);
      from.peer().setPort(port);
      swarm.listens(this, address);
    }
  }

  private void exchanged(Exchange exchange) {
    long now = engine.loop().now();
    if (now - lastExchangeIn >= EXCHANGE_NANOS / 2) {
      lastExchangeIn = now;
      swarm.exchanged(exchange);
    }
  }

  private void exchange(long now) {
    if (speaksExchange && engine.settings().peerExchange() && now - lastExchangeOut >= 0) {
      lastExchangeOut = now + EXCHANGE_NANOS;
      List<PeerAddress> others = swarm.others(this);
      if (!others.isEmpty()) {
        replies.add(new Exchange(others));
        wake();
      }
    }
  }

  private static int number(@Nullable BEObject<?> value) {
    if (!(value instanceof BEInteger integer)) {
      return 0;
    }
    BigInteger exact = new BigInteger(String.valueOf(integer.getValue()));
    return exact.signum() > 0 && exact.bitLength() < 31 ? exact.intValue() : 0;
  }

  private void metadata(UtMetadata message) throws WireViolation {
    switch (message.getType()) {
      case REQUEST -> {
        if (replies.size() < MOST_REPLIES) {
          replies.add(swarm.metadataReply(message.getPieceIndex()));
        }
      }
      case DATA -> {
        byte[] data = message.getData().orElse(new byte[0]);
        MetadataFetch fetch = swarm.metadata();
        if (fetch != null) {
          byte[] whole = fetch.arrived(this, message.getPieceIndex(), data);
          if (whole != null) {
            swarm.dictionary(whole);
          }
        }
      }
      case REJECT -> {}
    }
  }

  @Override
  public void block(Wire from, int piece, int offset, ByteBuffer data) throws WireViolation {
    Block block = new Block(piece, offset, data.remaining());
    if (!outstanding.remove(block)) {
      engine.wires().blocks().give(data);
      if (!cancelled.remove(block) && ++unexpected > MOST_UNEXPECTED) {
        throw new WireViolation("blocks that nobody asked for");
      }
      return;
    }
    lastProgress = engine.loop().now();
    depth = Math.min(MOST_DEPTH, depth + 1);
    swarm.arrived(this, block, data);
    wake();
  }

  // ---- what the swarm says

  /** We have a piece now. */
  void announce(int piece) {
    if (bitfieldSent && !theirs.get(piece)) {
      haves.add(piece);
    }
    wake();
  }

  /** A block came from somebody else. */
  void unneeded(Block block) {
    Wire to = wire;
    Held down = downloads;
    if (down != null && down.remove(block)) {
      return;
    }
    if (to != null && outstanding.remove(block)) {
      cancelled.add(block);
      Messages.cancel(to.out(17), block);
      wake();
    }
  }

  /** All that was asked for is not wanted any more. */
  void nothingWanted() {
    Held down = downloads;
    if (down != null) {
      down.clear();
    }
    forget();
    wake();
  }

  void tick(long now) {
    long patience = engine.settings().limits().block().toNanos();
    if (!outstanding.isEmpty() && now - lastProgress > patience) {
      close("owes blocks");
    }
    exchange(now);
  }
}
