package org.annals.archiver.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.keys.Signature65;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one chunk's message sections. Whatever breaks a rule of form breaks the
 * chunk. Stateless between records; thread-safe.
 */
final class RecordReader {
  private static final int MAX_PARTS = 4096;
  private static final int MAX_TEXT = 64 << 10;

  private final ChunkIndex index;
  private final List<MediaRef> media;

  RecordReader(ChunkIndex index) {
    this.index = index;
    this.media =
        index.media().stream()
            .map(
                m ->
                    new MediaRef(
                        m.digest(),
                        m.length(),
                        m instanceof MediaEntry.Placeholder p ? p.name() : "",
                        m.mediaType()))
            .toList();
  }

  /**
   * Reads a record.
   *
   * @param sectionChannel index of the section's channel or {@link MessageSectionInfo#SHARED}
   * @param signatures gives the next signature of the section
   */
  SectionRecord read(CanonicalReader reader, int sectionChannel, Signatures signatures)
      throws MalformedException {
    Fields fields = new Fields();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> fields.channel = reader.uint32(index.channels().size());
        case 2 -> fields.author = reader.uint32(index.authors().size() - 1);
        case 3 -> fields.type = reader.uint32(Integer.MAX_VALUE);
        case 4 -> fields.parts.add(new PayloadPart.Inline(reader.bytes(ChunkFormat.MAX_INLINE)));
        case 5 -> fields.part(part(reader.presentMessage()));
        case 6 -> fields.edited = edited(reader.message());
        case 7 -> fields.tombstone = tombstone(reader.message());
        default -> reader.extension();
      }
    }
    boolean shared = sectionChannel == MessageSectionInfo.SHARED;
    if (!shared && fields.channel != 0) {
      throw new MalformedException("a record names a channel in a section of one channel");
    }
    int channel = shared ? fields.channel - 1 : sectionChannel;
    return record(fields, channel < 0 ? null : index.channels().get(channel), signatures);
  }

  private SectionRecord record(Fields fields, @Nullable ChannelId channel, Signatures signatures)
      throws MalformedException {
    Optional<StatedEnvelope> envelope = envelope(fields, signatures);
    Edit edit = fields.edited;
    Gone gone = fields.tombstone;
    if (gone != null && edit == null && channel != null) {
      return new SectionRecord(
          channel,
          new ArchiveRecord.Tombstone(gone.target, channel, gone.clock, gone.reason, envelope));
    }
    if (gone != null || envelope.isEmpty()) {
      throw new MalformedException("a record is incomplete or contradicts itself");
    }
    if (edit != null) {
      return new SectionRecord(
          channel, new ArchiveRecord.Edited(edit.id, envelope.get(), edit.carried));
    }
    return new SectionRecord(channel, new ArchiveRecord.Signed(envelope.get()));
  }

  private Optional<StatedEnvelope> envelope(Fields fields, Signatures signatures)
      throws MalformedException {
    if (fields.type == 0) {
      if (fields.author != 0 || !fields.parts.isEmpty()) {
        throw new MalformedException("an envelope has no type");
      }
      return Optional.empty();
    }
    if (index.authors().isEmpty() || fields.parts.isEmpty()) {
      throw new MalformedException("an envelope has no author or no payload");
    }
    PublicKey author = index.authors().get(fields.author);
    StatedEnvelope envelope =
        new StatedEnvelope(author, signatures.next(), fields.type, fields.checkedParts());
    if (envelope.payloadLength() > Envelope.MAX_LENGTH) {
      throw new MalformedException("a payload is longer than its cap");
    }
    return Optional.of(envelope);
  }

  private PayloadPart part(CanonicalReader reader) throws MalformedException {
    PayloadPart part = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> part = new PayloadPart.Inline(reader.bytes(ChunkFormat.MAX_INLINE));
        case 2 -> {
          if (part != null) {
            throw new MalformedException("a part is two things");
          }
          part = new PayloadPart.Media(archived(reader.presentUint64()));
        }
        default -> throw new MalformedException("unknown field in a part");
      }
    }
    if (part == null) {
      throw new MalformedException("a part is empty");
    }
    return part;
  }

  private MediaRef archived(long number) throws MalformedException {
    if (number < 0
        || number >= media.size()
        || !(index.media().get((int) number) instanceof MediaEntry.Archived)) {
      throw new MalformedException("a media index names no archived bytes");
    }
    return media.get((int) number);
  }

  private Edit edited(CanonicalReader reader) throws MalformedException {
    MessageId id = null;
    long[] numbers = new long[9];
    Optional<MessageId> reply = Optional.empty();
    String name = "";
    String album = "";
    List<MediaRef> uses = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> id = messageId(reader);
        case 2, 3 -> numbers[reader.field()] = reader.uint64();
        case 4 -> reply = Optional.of(messageId(reader));
        case 5 -> name = reader.string(MAX_TEXT);
        case 6, 8 -> numbers[reader.field()] = reader.uint32(Integer.MAX_VALUE);
        case 7 -> album = reader.string(MAX_TEXT);
        case 9 -> {
          for (long number : reader.packed(MAX_PARTS)) {
            uses.add(archived(number));
          }
        }
        default -> reader.extension();
      }
    }
    if (id == null) {
      throw new MalformedException("an edited record names no message");
    }
    return new Edit(
        id,
        new Carried(
            numbers[2], numbers[3], reply, name, (int) numbers[6], album, (int) numbers[8], uses));
  }

  private static Gone tombstone(CanonicalReader reader) throws MalformedException {
    MessageId target = null;
    long clock = 0;
    Optional<TombstoneReason> reason = Optional.empty();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> target = messageId(reader);
        case 2 -> clock = reader.uint64();
        case 3 -> reason = TombstoneReason.ofNumber(reader.uint64());
        default -> reader.extension();
      }
    }
    if (target == null || reason.isEmpty()) {
      throw new MalformedException("a tombstone is incomplete");
    }
    return new Gone(target, clock, reason.get());
  }

  private static MessageId messageId(CanonicalReader reader) throws MalformedException {
    return new MessageId(Digest.of(reader.exactly(Digest.LENGTH)));
  }

  /** Hands out the signatures of a section in record order. */
  @FunctionalInterface
  interface Signatures {
    Signature65 next() throws MalformedException;
  }

  private record Edit(MessageId id, Carried carried) {}

  private record Gone(MessageId target, long clock, TombstoneReason reason) {}

  /** The fields of a record while they are being read. */
  private static final class Fields {
    private int channel;
    private int author;
    private int type;
    private final List<PayloadPart> parts = new ArrayList<>(1);
    private boolean inParts;
    private @Nullable Edit edited;
    private @Nullable Gone tombstone;

    void part(PayloadPart part) throws MalformedException {
      if ((!parts.isEmpty() && !inParts) || parts.size() >= MAX_PARTS) {
        throw new MalformedException("a payload stands twice or has too many parts");
      }
      inParts = true;
      parts.add(part);
    }

    /** The parts, when they are the only way in which this payload may be cut. */
    List<PayloadPart> checkedParts() throws MalformedException {
      long inline = 0;
      boolean afterInline = false;
      boolean anyMedia = false;
      for (PayloadPart part : parts) {
        boolean isInline = part instanceof PayloadPart.Inline;
        if (afterInline && isInline) {
          throw new MalformedException("neighbouring inline parts");
        }
        inline += isInline ? part.length() : 0;
        afterInline = isInline;
        anyMedia |= !isInline;
      }
      if (inline > ChunkFormat.MAX_INLINE || (inParts && !anyMedia)) {
        throw new MalformedException("inline parts are too long or needless");
      }
      return parts;
    }
  }
}
