package org.annals.waku.gossipsub;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.annals.keys.Digest;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.codec.ProtoReader;
import org.annals.waku.host.codec.ProtoWriter;

/**
 * The bytes of an {@link Rpc} (libp2p pubsub {@code RPC}, StrictNoSign).
 *
 * <ul>
 *   <li>Message ids are raw bytes; those that are not 32 bytes long cannot be Waku's and are left
 *       out.
 *   <li>A message with from, seqno, signature or key, even an empty one, is left out, as are
 *       entries whose topic is absent, too long or not UTF-8, and entries beyond the caps.
 *   <li>What cannot be parsed as protobuf at all rejects the whole RPC.
 * </ul>
 *
 * Thread-safe.
 */
public final class RpcCodec {
  /** Longest RPC sent or accepted, without its length prefix. */
  public static final int MAX_RPC_BYTES = 1 << 20;

  /** Longest name of a topic, in UTF-8 bytes. */
  public static final int MAX_TOPIC_BYTES = 256;

  static final int MAX_IDS = 5000;
  static final int MAX_CHANGES = 100;
  static final int MAX_CONTROLS = 200;
  static final int MAX_MESSAGES = 5000;

  private RpcCodec() {}

  /** What became of received bytes. */
  public sealed interface Outcome {}

  /**
   * An RPC.
   *
   * @param leftOut entries that were not taken over
   */
  public record Decoded(Rpc rpc, int leftOut) implements Outcome {}

  /** Not an RPC. */
  public record Rejected(String reason) implements Outcome {}

  /** Reads the bytes of one RPC, without the length prefix. */
  public static Outcome decode(byte[] bytes) {
    if (bytes.length > MAX_RPC_BYTES) {
      return new Rejected("an RPC of " + bytes.length + " bytes");
    }
    try {
      Parser parser = new Parser();
      parser.rpc(new ProtoReader(bytes));
      return new Decoded(parser.rpc.build(), parser.leftOut);
    } catch (MalformedInput e) {
      return new Rejected("an RPC in which " + e.reason());
    }
  }

  /** Writes an RPC without a length prefix. */
  public static byte[] encode(Rpc rpc) {
    ProtoWriter out = new ProtoWriter();
    for (Rpc.TopicChange change : rpc.changes()) {
      ProtoWriter inner = new ProtoWriter().varint(1, change.subscribe() ? 1 : 0);
      out.bytes(1, inner.string(2, change.topic()).toBytes());
    }
    for (GossipMessage message : rpc.messages()) {
      ProtoWriter inner = new ProtoWriter().bytes(2, message.data()).string(4, message.topic());
      out.bytes(2, inner.toBytes());
    }
    ProtoWriter control = control(rpc);
    if (control.size() > 0) {
      out.bytes(3, control.toBytes());
    }
    return out.toBytes();
  }

  private static ProtoWriter control(Rpc rpc) {
    ProtoWriter out = new ProtoWriter();
    for (Rpc.Have have : rpc.have()) {
      ProtoWriter inner = new ProtoWriter().string(1, have.topic());
      have.ids().forEach(id -> inner.bytes(2, id.toBytes()));
      out.bytes(1, inner.toBytes());
    }
    if (!rpc.want().isEmpty()) {
      ProtoWriter inner = new ProtoWriter();
      rpc.want().forEach(id -> inner.bytes(1, id.toBytes()));
      out.bytes(2, inner.toBytes());
    }
    rpc.graft().forEach(topic -> out.bytes(3, new ProtoWriter().string(1, topic).toBytes()));
    for (Rpc.Prune prune : rpc.prune()) {
      ProtoWriter inner = new ProtoWriter().string(1, prune.topic());
      out.bytes(4, inner.varint(3, prune.backoffSeconds()).toBytes());
    }
    return out;
  }

  /** Parsing one RPC: the entries so far and the counts against the caps. */
  private static final class Parser {
    private final Rpc.Builder rpc = new Rpc.Builder();
    private int changes;
    private int controls;
    private int messages;
    private int ids;
    private int leftOut;

    private void rpc(ProtoReader in) throws MalformedInput {
      while (in.nextField()) {
        switch (in.field()) {
          case 1 -> change(in.message());
          case 2 -> message(in.message());
          case 3 -> control(in.message());
          default -> in.skip();
        }
      }
    }

    private void change(ProtoReader in) throws MalformedInput {
      if (++changes > MAX_CHANGES) {
        leftOut++;
        return;
      }
      boolean subscribe = false;
      String topic = "";
      while (in.nextField()) {
        switch (in.field()) {
          case 1 -> subscribe = in.bool();
          case 2 -> topic = topic(in);
          default -> in.skip();
        }
      }
      if (taken(!topic.isEmpty())) {
        rpc.change(topic, subscribe);
      }
    }

    private void message(ProtoReader in) throws MalformedInput {
      if (++messages > MAX_MESSAGES) {
        leftOut++;
        return;
      }
      byte[] data = null;
      String topic = "";
      boolean signed = false;
      while (in.nextField()) {
        switch (in.field()) {
          case 1, 3, 5, 6 -> {
            signed = true;
            in.skip();
          }
          case 2 -> data = in.bytes(MAX_RPC_BYTES);
          // The old list of topics had this number too: a second one makes the message unusable.
          case 4 -> {
            signed |= !topic.isEmpty();
            topic = topic(in);
          }
          default -> in.skip();
        }
      }
      if (data != null && !topic.isEmpty() && !signed) {
        rpc.message(GossipMessage.of(topic, data));
      } else {
        leftOut++;
      }
    }

    private void control(ProtoReader in) throws MalformedInput {
      while (in.nextField()) {
        if (in.field() > 4) {
          in.skip();
          continue;
        }
        if (++controls > MAX_CONTROLS) {
          leftOut++;
          in.skip();
          continue;
        }
        switch (in.field()) {
          case 1 -> have(in.message());
          case 2 -> want(in.message());
          case 3 -> graft(in.message());
          default -> prune(in.message());
        }
      }
    }

    private void have(ProtoReader in) throws MalformedInput {
      List<Digest> found = new ArrayList<>();
      String topic = "";
      while (in.nextField()) {
        switch (in.field()) {
          case 1 -> topic = topic(in);
          case 2 -> id(in, found);
          default -> in.skip();
        }
      }
      if (taken(!topic.isEmpty())) {
        rpc.have(topic, found);
      }
    }

    private void want(ProtoReader in) throws MalformedInput {
      List<Digest> found = new ArrayList<>();
      while (in.nextField()) {
        if (in.field() == 1) {
          id(in, found);
        } else {
          in.skip();
        }
      }
      found.forEach(rpc::want);
    }

    private void graft(ProtoReader in) throws MalformedInput {
      String topic = "";
      while (in.nextField()) {
        if (in.field() == 1) {
          topic = topic(in);
        } else {
          in.skip();
        }
      }
      if (taken(!topic.isEmpty())) {
        rpc.graft(topic);
      }
    }

    private void prune(ProtoReader in) throws MalformedInput {
      String topic = "";
      long backoff = 0;
      while (in.nextField()) {
        switch (in.field()) {
          case 1 -> topic = topic(in);
          case 3 -> backoff = in.varint();
          default -> in.skip();
        }
      }
      if (taken(!topic.isEmpty())) {
        rpc.prune(topic, backoff);
      }
    }

    private void id(ProtoReader in, List<Digest> found) throws MalformedInput {
      byte[] id = in.bytes(MAX_RPC_BYTES);
      if (++ids > MAX_IDS || id.length != Digest.LENGTH) {
        leftOut++;
      } else {
        found.add(Digest.of(id));
      }
    }

    /** The topic, or nothing when no topic of anybody's can have such a name. */
    private static String topic(ProtoReader in) throws MalformedInput {
      byte[] utf8 = in.bytes(MAX_RPC_BYTES);
      if (utf8.length > MAX_TOPIC_BYTES) {
        return "";
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      } catch (CharacterCodingException e) {
        // This entry is nobody's; the next may be good.
        return "";
      }
    }

    private boolean taken(boolean usable) {
      if (!usable) {
        leftOut++;
      }
      return usable;
    }
  }
}
