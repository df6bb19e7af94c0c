package org.annals.waku.peers;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.PeerAddress;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.magnetindex.NeighbourExchange.Answer;
import org.annals.magnetindex.NeighbourExchange.Question;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.codec.ProtoReader;
import org.annals.waku.host.codec.ProtoWriter;

/**
 * The bytes of questions and answers.
 *
 * <pre>
 * Question { 1 community: 33 bytes; 2 repeated chunk id: 32 bytes, at most 64 }
 * Answer   { 1 torrent port: uint32; 2 SignedAnnouncement: bytes; 3 repeated Peer, at most 16 }
 * Peer     { 1 IP address: 4 or 16 bytes; 2 port: uint32 }
 * </pre>
 *
 * Unknown fields are skipped; anything else that differs is rejected. Thread-safe.
 */
public final class PeersCodec {
  /** Longest question. */
  public static final int MAX_QUESTION_BYTES = 4096;

  /** Longest answer. */
  public static final int MAX_ANSWER_BYTES = 8192;

  /** Longest announcement in an answer: what fits into a Waku message of 4,096 bytes. */
  public static final int MAX_ANNOUNCEMENT_BYTES = 4096;

  private static final int MAX_PORT = 65_535;

  private PeersCodec() {}

  /** What became of received bytes. */
  public sealed interface Outcome<T> {}

  /** A question or an answer. */
  public record Decoded<T>(T value) implements Outcome<T> {}

  /** Neither. */
  public record Rejected<T>(String reason) implements Outcome<T> {}

  /**
   * Writes a question.
   *
   * @throws IllegalArgumentException when it has too many chunks
   */
  public static byte[] encode(Question question) {
    if (question.chunks().size() > NeighbourExchange.MAX_CHUNKS) {
      throw new IllegalArgumentException(
          "at most " + NeighbourExchange.MAX_CHUNKS + " chunks, not " + question.chunks().size());
    }
    ProtoWriter out = new ProtoWriter().bytes(1, question.community().toBytes());
    question.chunks().forEach(chunk -> out.bytes(2, chunk.toBytes()));
    return out.toBytes();
  }

  /**
   * Writes an answer.
   *
   * @throws IllegalArgumentException when it has too many peers or too long an announcement
   */
  public static byte[] encode(Answer answer) {
    int announcement = answer.newestAnnouncement().map(bytes -> bytes.length).orElse(0);
    if (answer.peers().size() > NeighbourExchange.MAX_PEERS
        || announcement > MAX_ANNOUNCEMENT_BYTES
        || answer.torrentPort() < 0
        || answer.torrentPort() > MAX_PORT) {
      throw new IllegalArgumentException(
          "port "
              + answer.torrentPort()
              + ", "
              + answer.peers().size()
              + " peers, an announcement of "
              + announcement
              + " bytes");
    }
    ProtoWriter out = new ProtoWriter().varint(1, answer.torrentPort());
    answer.newestAnnouncement().ifPresent(bytes -> out.bytes(2, bytes));
    for (PeerAddress peer : answer.peers()) {
      ProtoWriter inner = new ProtoWriter().bytes(1, peer.address().getAddress());
      out.bytes(3, inner.varint(2, peer.port()).toBytes());
    }
    return out.toBytes();
  }

  /** Reads a question. */
  public static Outcome<Question> decodeQuestion(byte[] bytes) {
    try {
      return new Decoded<>(question(new ProtoReader(bytes)));
    } catch (MalformedInput e) {
      return new Rejected<>("a question in which " + e.reason());
    }
  }

  /** Reads an answer. */
  public static Outcome<Answer> decodeAnswer(byte[] bytes) {
    try {
      return new Decoded<>(answer(new ProtoReader(bytes)));
    } catch (MalformedInput e) {
      return new Rejected<>("an answer in which " + e.reason());
    }
  }

  private static Question question(ProtoReader in) throws MalformedInput {
    Optional<CommunityId> community = Optional.empty();
    List<ChunkId> chunks = new ArrayList<>();
    while (in.nextField()) {
      switch (in.field()) {
        case 1 -> community = Optional.of(community(in.bytes(64)));
        case 2 -> {
          byte[] id = in.bytes(Digest.LENGTH);
          demand(id.length == Digest.LENGTH, "a chunk id is too short");
          demand(chunks.size() < NeighbourExchange.MAX_CHUNKS, "there are too many chunks");
          chunks.add(new ChunkId(Digest.of(id)));
        }
        default -> in.skip();
      }
    }
    return new Question(
        community.orElseThrow(() -> new MalformedInput("the community is missing")), chunks);
  }

  private static CommunityId community(byte[] bytes) throws MalformedInput {
    try {
      return new CommunityId(PublicKey.of(bytes));
    } catch (IllegalArgumentException e) {
      throw new MalformedInput("the community id is no key");
    }
  }

  private static Answer answer(ProtoReader in) throws MalformedInput {
    int torrentPort = 0;
    Optional<byte[]> announcement = Optional.empty();
    List<PeerAddress> peers = new ArrayList<>();
    while (in.nextField()) {
      switch (in.field()) {
        case 1 -> torrentPort = port(in.varint());
        case 2 -> announcement = Optional.of(in.bytes(MAX_ANNOUNCEMENT_BYTES));
        case 3 -> {
          demand(peers.size() < NeighbourExchange.MAX_PEERS, "there are too many peers");
          peers.add(peer(in.message()));
        }
        default -> in.skip();
      }
    }
    return new Answer(torrentPort, announcement, peers);
  }

  private static PeerAddress peer(ProtoReader in) throws MalformedInput {
    byte[] address = {};
    int port = 0;
    while (in.nextField()) {
      switch (in.field()) {
        case 1 -> address = in.bytes(16);
        case 2 -> port = port(in.varint());
        default -> in.skip();
      }
    }
    demand(port > 0, "a peer has no port");
    try {
      return new PeerAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new MalformedInput("a peer has no IP address");
    }
  }

  private static int port(long value) throws MalformedInput {
    demand(value >= 0 && value <= MAX_PORT, "a port is out of range");
    return (int) value;
  }

  private static void demand(boolean condition, String otherwise) throws MalformedInput {
    if (!condition) {
      throw new MalformedInput(otherwise);
    }
  }
}
