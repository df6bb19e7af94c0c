package org.annals.waku.gossipsub;

import java.util.ArrayList;
import java.util.List;
import org.annals.keys.Digest;

/**
 * Cuts an RPC into ones of bounded size, control first and apart from messages, so that a full
 * queue can drop messages and keep the rest. Nodes reset the stream after an RPC that is too long,
 * and some count the whole RPC against the size of one message: so RPCs stay near one message.
 * Thread-safe.
 */
public final class RpcSplitter {
  /** Encoded bytes above which another RPC is begun; a longer message travels alone. */
  static final int SOFT_BYTES = 64 * 1024;

  private static final int ID_BYTES = Digest.LENGTH + 2;
  private static final int IDS_AT_ONCE = 1000;

  /** What a control block costs around its entries. */
  private static final int FRAME_BYTES = 8;

  private final List<Rpc> parts = new ArrayList<>();
  private Rpc.Builder open = new Rpc.Builder();
  private int openBytes = FRAME_BYTES;
  private int openEntries;

  private RpcSplitter() {}

  /** The parts, none of them empty, in the order in which they must be sent. */
  public static List<Rpc> split(Rpc rpc) {
    RpcSplitter splitter = new RpcSplitter();
    splitter.control(rpc);
    splitter.cut();
    for (GossipMessage message : rpc.messages()) {
      splitter.room(message.data().length + topicBytes(message.topic()) + 16);
      splitter.open.message(message);
    }
    splitter.cut();
    for (Rpc.Have have : rpc.have()) {
      for (List<Digest> ids : slices(have.ids())) {
        splitter.room(ids.size() * ID_BYTES + topicBytes(have.topic()) + 8);
        splitter.open.have(have.topic(), ids);
      }
    }
    splitter.cut();
    return splitter.parts;
  }

  private void control(Rpc rpc) {
    for (Rpc.TopicChange change : rpc.changes()) {
      room(topicBytes(change.topic()) + 8);
      open.change(change.topic(), change.subscribe());
    }
    for (Rpc.Prune prune : rpc.prune()) {
      room(topicBytes(prune.topic()) + 24);
      open.prune(prune.topic(), prune.backoffSeconds());
    }
    for (String topic : rpc.graft()) {
      room(topicBytes(topic) + 12);
      open.graft(topic);
    }
    for (List<Digest> ids : slices(rpc.want())) {
      room(ids.size() * ID_BYTES + 8);
      ids.forEach(open::want);
    }
  }

  /** Also keeps the number of entries below the caps that peers may have, ours among them. */
  private void room(int bytes) {
    if (openEntries > 0
        && (openBytes + bytes > SOFT_BYTES || openEntries == RpcCodec.MAX_CHANGES)) {
      cut();
    }
    openBytes += bytes;
    openEntries++;
  }

  private void cut() {
    if (openEntries > 0) {
      parts.add(open.build());
      open = new Rpc.Builder();
      openBytes = FRAME_BYTES;
      openEntries = 0;
    }
  }

  private static List<List<Digest>> slices(List<Digest> ids) {
    List<List<Digest>> slices = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
      slices.add(ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE)));
    }
    return slices;
  }

  /** At most: three bytes of UTF-8 for each char, tag and length. */
  private static int topicBytes(String topic) {
    return 3 * topic.length() + 4;
  }
}
