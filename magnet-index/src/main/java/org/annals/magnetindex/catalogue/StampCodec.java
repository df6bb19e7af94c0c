package org.annals.magnetindex.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;

/**
 * The first eight fields of a catalogue's and an announcement's body. Fields 1 to 3 are frozen for
 * all formats, so that a newer one is recognised as such.
 */
public final class StampCodec {
  private static final int FORMAT = 1;
  private static final int FEATURES = 2;
  private static final int COMMUNITY = 3;
  private static final int EPOCH = 4;
  private static final int SEQUENCE = 5;
  private static final int ISSUED = 6;
  private static final int INSTANCE = 7;
  private static final int PARENTS = 8;
  private static final int MAX_FEATURE_LENGTH = 64;

  private long epoch;
  private long sequence;
  private long issued;
  private Optional<CommunityId> community = Optional.empty();
  private Optional<InstanceId> instance = Optional.empty();
  private final List<Digest> parents = new ArrayList<>();

  /** A reader of one stamp. */
  public StampCodec() {}

  /** Writes fields 1 to 8. */
  public static void write(CanonicalWriter writer, CatalogueStamp stamp) {
    writer
        .uint64(FORMAT, CatalogueLimits.FORMAT)
        .bytes(COMMUNITY, stamp.community().toBytes())
        .uint64(EPOCH, stamp.epoch())
        .uint64(SEQUENCE, stamp.sequence())
        .uint64(ISSUED, stamp.issuedMillis())
        .bytes(INSTANCE, stamp.instance().toBytes());
    for (Digest parent : stamp.parents()) {
      writer.presentBytes(PARENTS, parent.toBytes());
    }
  }

  /**
   * What in the frozen fields is newer than this program, if anything; called before the rest is
   * read, on bytes whose signature was checked.
   */
  public static Optional<String> unsupported(byte[] body) throws MalformedException {
    CanonicalReader reader = new CanonicalReader(body);
    if (!reader.next() || reader.field() != FORMAT) {
      throw new MalformedException("no format");
    }
    long format = reader.uint64();
    if (format != CatalogueLimits.FORMAT) {
      return Optional.of("format " + Long.toUnsignedString(format));
    }
    if (reader.next() && reader.field() == FEATURES) {
      return Optional.of("required feature " + reader.presentString(MAX_FEATURE_LENGTH));
    }
    return Optional.empty();
  }

  /** Reads the current field when it is one of the eight; false otherwise. */
  public boolean read(CanonicalReader reader) throws MalformedException {
    switch (reader.field()) {
      case FORMAT -> reader.uint32(CatalogueLimits.FORMAT);
      case COMMUNITY -> community = Optional.of(communityOf(reader.exactly(PublicKey.LENGTH)));
      case EPOCH -> epoch = positive(reader.uint64());
      case SEQUENCE -> sequence = positive(reader.uint64());
      case ISSUED -> issued = positive(reader.uint64());
      case INSTANCE -> instance = Optional.of(InstanceId.of(reader.exactly(InstanceId.LENGTH)));
      case PARENTS -> {
        if (parents.size() == CatalogueLimits.MAX_PARENTS) {
          throw new MalformedException("too many parents");
        }
        parents.add(Digest.of(reader.presentExactly(Digest.LENGTH)));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The stamp that was read. */
  public CatalogueStamp stamp() throws MalformedException {
    if (community.isEmpty() || instance.isEmpty()) {
      throw new MalformedException("no community or instance");
    }
    try {
      return new CatalogueStamp(community.get(), epoch, sequence, issued, instance.get(), parents);
    } catch (IllegalArgumentException e) {
      throw Malformed.of(e);
    }
  }

  /** A number below 2^63. */
  static long positive(long value) throws MalformedException {
    if (value < 0) {
      throw new MalformedException("number out of range");
    }
    return value;
  }

  private static CommunityId communityOf(byte[] key) throws MalformedException {
    try {
      return new CommunityId(PublicKey.of(key));
    } catch (IllegalArgumentException e) {
      throw Malformed.of(e);
    }
  }
}
