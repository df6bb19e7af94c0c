package org.annals.waku.metadata;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.codec.ProtoReader;
import org.annals.waku.host.codec.ProtoWriter;
import org.annals.waku.host.codec.Varint;

/**
 * The bytes of {@link Metadata}, question and answer alike. Shards are written twice, one by one in
 * field 2 as the RFC has it and packed in field 3, which is all that go-waku reads; of a message
 * with both, field 3 counts. Thread-safe.
 */
public final class MetadataCodec {
  /** Longest message; nwaku's limit. */
  public static final int MAX_BYTES = 1024;

  private static final int MAX_SHARD = 65_535;

  private MetadataCodec() {}

  /** What became of received bytes. */
  public sealed interface Outcome {}

  /** What the peer says. */
  public record Decoded(Metadata metadata) implements Outcome {}

  /** Not metadata. */
  public record Rejected(String reason) implements Outcome {}

  /** Writes it. */
  public static byte[] encode(Metadata metadata) {
    ProtoWriter out = new ProtoWriter();
    metadata.cluster().ifPresent(cluster -> out.varint(1, cluster));
    metadata.shards().forEach(shard -> out.varint(2, shard));
    if (!metadata.shards().isEmpty()) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      metadata.shards().forEach(shard -> packed.writeBytes(Varint.encode(shard)));
      out.bytes(3, packed.toByteArray());
    }
    return out.toBytes();
  }

  /** Reads it. */
  public static Outcome decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return new Rejected("metadata of " + bytes.length + " bytes");
    }
    try {
      return parse(new ProtoReader(bytes));
    } catch (MalformedInput e) {
      return new Rejected("metadata in which " + e.reason());
    }
  }

  private static Outcome parse(ProtoReader in) throws MalformedInput {
    OptionalLong cluster = OptionalLong.empty();
    List<Integer> old = new ArrayList<>();
    List<Integer> present = new ArrayList<>();
    while (in.nextField()) {
      switch (in.field()) {
        case 1 -> cluster = OptionalLong.of(in.varint() & 0xffff_ffffL);
        case 2 -> shards(in, old);
        case 3 -> shards(in, present);
        default -> in.skip();
      }
    }
    return new Decoded(new Metadata(cluster, present.isEmpty() ? old : present));
  }

  private static void shards(ProtoReader in, List<Integer> found) throws MalformedInput {
    if (in.isVarint()) {
      add(in.varint(), found);
      return;
    }
    ProtoReader packed = in.packed();
    while (packed.hasMore()) {
      add(packed.packedVarint(), found);
    }
  }

  private static void add(long shard, List<Integer> found) throws MalformedInput {
    if (shard < 0 || shard > MAX_SHARD) {
      throw new MalformedInput("a shard is out of range");
    }
    found.add((int) shard);
  }
}
