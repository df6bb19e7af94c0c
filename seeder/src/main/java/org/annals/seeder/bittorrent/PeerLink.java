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
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with one peer about one file: who is interested and choked, what is told and
 * answered. What is moved either way is up to {@link Uploads} and {@link Downloads}. All queues are
 * bounded. Confined to the loop, except {@link #wake}.
 */
final class PeerLink implements Wire.Side {
  private static final int MOST_REPLIES = 64;
  private static final long EXCHANGE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int HIGHEST_PIECE = 262_144;

  private final Swarm swarm;
  private final Engine engine;
  private final AtomicBoolean queued = new AtomicBoolean();
  private final BitSet theirs = new BitSet();
  private final ArrayDeque<Integer> haves = new ArrayDeque<>();
  private final ArrayDeque<Message> replies = new ArrayDeque<>();
  private final MetadataShare metadataShare;
  private final long begun;
  private @Nullable PeerAddress address;
  private @Nullable Wire wire;
  private @Nullable Uploads uploads;
  private @Nullable Downloads downloads;
  private boolean bitfieldSent;
  private boolean spoke;
  private boolean interested;
  private boolean unchoked;
  private boolean unchokeSent;
  private boolean portDue;
  private boolean portKnown;
  private boolean speaksMetadata;
  private boolean speaksExchange;
  private long lastExchangeIn;
  private long lastExchangeOut;
  private int metadataSize;

  PeerLink(Swarm swarm, Engine engine, @Nullable PeerAddress address) {
    this.swarm = swarm;
    this.engine = engine;
    this.address = address;
    this.begun = engine.loop().now();
    this.metadataShare = new MetadataShare(engine.loop());
    this.lastExchangeIn = begun - EXCHANGE_NANOS;
    this.lastExchangeOut = begun + TimeUnit.SECONDS.toNanos(5);
  }

  /** When the conversation began, or the last block came. */
  long since() {
    Downloads down = downloads;
    return down == null ? begun : down.since();
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
    InetAddress remote = opened.remote().getAddress();
    String name = remote.getHostAddress() + ":" + opened.getRemotePort();
    Flow flow = new Flow(swarm.account(), swarm.name(), name, LocalAddresses.include(remote));
    uploads = new Uploads(swarm, new Held(engine.gate(), flow, Direction.UP, this::granted));
    downloads =
        new Downloads(
            swarm, engine, this, new Held(engine.gate(), flow, Direction.DOWN, this::granted));
    portDue = engine.parts().hashTablePorts().both(handshake);
    return swarm.admit(this, opened, handshake) ? this : null;
  }

  @Override
  public void closed(@Nullable Wire closed, String reason) {
    Uploads up = uploads;
    Downloads down = downloads;
    if (up != null) {
      up.close();
    }
    if (down != null) {
      down.close();
    }
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
    Uploads up = uploads;
    if (up != null && payloadUp > 0) {
      up.sent(payloadUp);
    }
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
    Uploads up = uploads;
    Downloads down = downloads;
    boolean asking = (up != null && up.asking()) || (down != null && down.asking());
    if (!engine.loop().inside() || !asking) {
      wake();
    }
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
    Uploads up = uploads;
    Downloads down = downloads;
    if (!to.open() || up == null || down == null) {
      return;
    }
    to.flush();
    if (to.isClosed() || !to.drained()) {
      return;
    }
    try {
      produceState(to);
      produceReplies(to);
      down.produce(to, theirs);
      up.produce(to);
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
    if (portDue) {
      portDue = false;
      Messages.port(to.out(7), engine.settings().port());
    }
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

  // ---- what the other side says

  @Override
  public void message(Wire from, Message message) throws WireViolation {
    Uploads up = uploads;
    Downloads down = downloads;
    if (up == null || down == null) {
      return;
    }
    if (message instanceof Have have) {
      have(have.getPieceIndex());
    } else if (message instanceof Request request) {
      up.request(
          block(request.getPieceIndex(), request.getOffset(), request.getLength()), unchoked);
    } else if (message instanceof Cancel cancel) {
      up.cancel(block(cancel.getPieceIndex(), cancel.getOffset(), cancel.getLength()));
    } else if (message instanceof Bitfield bitfield) {
      bitfield(bitfield.getBitfield());
    } else if (message instanceof Choke) {
      down.choked();
    } else if (message instanceof Unchoke) {
      down.unchoked();
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
    } else if (message instanceof HashTablePorts.Port port && !portKnown) {
      portKnown = true;
      engine.parts().hashTablePorts().said(from, port);
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

  private void extended(Wire from, ExtendedHandshake handshake) {
    speaksExchange = handshake.getSupportedMessageTypes().contains(Exchange.NAME);
    speaksMetadata = handshake.getSupportedMessageTypes().contains("ut_metadata");
    metadataSize = number(handshake.getData().get("metadata_size"));
    int port = number(handshake.getData().get("p"));
    if (address == null && port > 0 && port <= 65_535) {
      address = new PeerAddress(from.remote().getAddress(), port);
      from.peer().setPort(port);
      swarm.peers().listens(this, address);
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
      List<PeerAddress> others = swarm.peers().others(this);
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
          TorrentInfo info = swarm.info();
          int index = message.getPieceIndex();
          replies.add(info == null ? UtMetadata.reject(index) : metadataShare.reply(info, index));
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
    Downloads down = downloads;
    Block block = new Block(piece, offset, data.remaining());
    boolean wanted = false;
    try {
      wanted = down != null && down.arrived(block);
    } finally {
      if (!wanted) {
        engine.wires().blocks().give(data);
      }
    }
    if (wanted) {
      swarm.arrived(this, block, data);
      wake();
    }
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
    Downloads down = downloads;
    if (to != null && down != null && down.unneeded(block, to)) {
      wake();
    }
  }

  /** Whether others may have been asked for what this peer owes. */
  boolean owes() {
    Downloads down = downloads;
    return down != null && down.owes();
  }

  /** All that was asked for is not wanted any more. */
  void nothingWanted() {
    Downloads down = downloads;
    if (down != null) {
      down.nothingWanted();
    }
    wake();
  }

  void tick(long now) {
    Downloads down = downloads;
    if (down != null && down.tick(now)) {
      close("owes blocks");
    }
    exchange(now);
  }
}
