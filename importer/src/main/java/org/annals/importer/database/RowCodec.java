package org.annals.importer.database;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.keys.Signature65;
import org.jspecify.annotations.Nullable;

/**
 * Rows as bytes. Payloads are kept as they were signed, but for the channel's name in them (104
 * bytes that every message of a channel repeats), which is cut out and put back. Reading is
 * thread-safe, writing is confined to the writer.
 */
final class RowCodec {
  private static final Signature65 NOT_KEPT = Signature65.of(new byte[Signature65.LENGTH]);
  private static final int MAX = 64 << 20;

  private final CommunityId community;
  private final Numbers<PublicKey> authors;
  private final Numbers<ChannelId> channels;
  private final CanonicalWriter out = new CanonicalWriter(1024);
  private @Nullable ChannelId lastChannel;
  private byte[] lastName = {};

  RowCodec(CommunityId community, Numbers<PublicKey> authors, Numbers<ChannelId> channels) {
    this.community = community;
    this.authors = authors;
    this.channels = channels;
  }

  byte[] encode(
      @Nullable ChannelId channel,
      StatedEnvelope envelope,
      Optional<MessageId> editId,
      Optional<Carried> carried) {
    out.reset();
    out.uint64(1, authors.number(envelope.author()) + 1L);
    out.uint64(2, channel == null ? 0 : channels.number(channel) + 1L);
    out.uint64(3, envelope.type());
    List<PayloadPart> parts = envelope.payload();
    if (parts.size() == 1 && parts.get(0) instanceof PayloadPart.Inline whole) {
      payload(channel, whole.bytes());
    } else {
      parts.forEach(this::part);
    }
    carried.ifPresent(this::carried);
    editId.ifPresent(id -> out.bytes(8, id.toBytes()));
    return out.toByteArray();
  }

  private void payload(@Nullable ChannelId channel, byte[] payload) {
    byte[] name = channel == null ? new byte[0] : name(channel);
    int at = name.length == 0 ? -1 : lastIndexOf(payload, name);
    if (at < 0) {
      out.bytes(4, payload);
      return;
    }
    byte[] rest = new byte[payload.length - name.length];
    System.arraycopy(payload, 0, rest, 0, at);
    System.arraycopy(payload, at + name.length, rest, at, rest.length - at);
    out.bytes(4, rest).uint64(5, at + 1L);
  }

  private byte[] name(ChannelId channel) {
    if (!channel.equals(lastChannel)) {
      lastChannel = channel;
      lastName = bytes(channel);
    }
    return lastName;
  }

  private byte[] bytes(ChannelId channel) {
    return channel.chatId(community).getBytes(StandardCharsets.US_ASCII);
  }

  /** From the end: the name stands behind the text. */
  private static int lastIndexOf(byte[] bytes, byte[] wanted) {
    int last = wanted.length - 1;
    for (int end = bytes.length - 1; end >= last; end--) {
      int i = 0;
      while (i <= last && bytes[end - i] == wanted[last - i]) {
        i++;
      }
      if (i > last) {
        return end - last;
      }
    }
    return -1;
  }

  private void part(PayloadPart part) {
    out.startMessage(6);
    if (part instanceof PayloadPart.Inline inline) {
      out.bytes(1, inline.bytes());
    } else if (part instanceof PayloadPart.Media piece) {
      media(2, piece.media());
    }
    out.endMessage();
  }

  private void media(int field, MediaRef media) {
    out.startMessage(field)
        .bytes(1, media.digest().toBytes())
        .uint64(2, media.size())
        .string(3, media.name())
        .string(4, media.mediaType())
        .endMessage();
  }

  private void carried(Carried carried) {
    out.startMessage(7)
        .uint64(1, carried.clock())
        .uint64(2, carried.timestamp())
        .bytes(3, carried.reply().map(MessageId::toBytes).orElse(new byte[0]))
        .string(4, carried.displayName())
        .uint64(5, carried.contentType())
        .string(6, carried.albumId())
        .uint64(7, carried.albumCount());
    carried.media().forEach(media -> media(8, media));
    out.endMessage();
  }

  /** Reads a row; its key says the source, clock and id. */
  StoredRow decode(int source, long clock, MessageId id, byte[] row) {
    try {
      return read(source, clock, id, new CanonicalReader(row));
    } catch (MalformedException e) {
      throw new IllegalStateException("a row of the message database is damaged: " + id, e);
    }
  }

  private StoredRow read(int source, long clock, MessageId id, CanonicalReader in)
      throws MalformedException {
    PublicKey author = null;
    ChannelId channel = null;
    int type = 0;
    byte[] payload = new byte[0];
    List<PayloadPart> parts = new ArrayList<>(1);
    Carried carried = null;
    MessageId editId = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> author = authors.value(in.uint32(Integer.MAX_VALUE) - 1);
        case 2 -> channel = channels.value(in.uint32(Integer.MAX_VALUE) - 1);
        case 3 -> type = in.uint32(Integer.MAX_VALUE);
        case 4 -> payload = in.bytes(MAX);
        case 5 -> payload = restored(payload, in.uint32(MAX) - 1, channel);
        case 6 -> parts.add(readPart(in.presentMessage()));
        case 7 -> carried = readCarried(in.message());
        case 8 -> editId = new MessageId(Digest.of(in.exactly(Digest.LENGTH)));
        default -> in.extension();
      }
    }
    if (author == null) {
      throw new MalformedException("no author");
    }
    if (payload.length > 0) {
      parts.add(new PayloadPart.Inline(payload));
    }
    return new StoredRow(
        source,
        clock,
        id,
        channel,
        new StatedEnvelope(author, NOT_KEPT, type, parts),
        Optional.ofNullable(editId),
        Optional.ofNullable(carried));
  }

  private byte[] restored(byte[] rest, int at, @Nullable ChannelId channel)
      throws MalformedException {
    if (channel == null || at > rest.length) {
      throw new MalformedException("nothing to put back");
    }
    byte[] name = bytes(channel);
    byte[] payload = new byte[rest.length + name.length];
    System.arraycopy(rest, 0, payload, 0, at);
    System.arraycopy(name, 0, payload, at, name.length);
    System.arraycopy(rest, at, payload, at + name.length, rest.length - at);
    return payload;
  }

  private static PayloadPart readPart(CanonicalReader in) throws MalformedException {
    PayloadPart part = null;
    while (in.next()) {
      part =
          in.field() == 1
              ? new PayloadPart.Inline(in.bytes(MAX))
              : new PayloadPart.Media(readMedia(in.message()));
    }
    if (part == null) {
      throw new MalformedException("empty part");
    }
    return part;
  }

  private static MediaRef readMedia(CanonicalReader in) throws MalformedException {
    Digest digest = null;
    long size = 0;
    String name = "";
    String type = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> digest = Digest.of(in.exactly(Digest.LENGTH));
        case 2 -> size = in.uint64();
        case 3 -> name = in.string(MAX);
        case 4 -> type = in.string(MAX);
        default -> in.extension();
      }
    }
    if (digest == null) {
      throw new MalformedException("media without a digest");
    }
    return new MediaRef(digest, size, name, type);
  }

  private static Carried readCarried(CanonicalReader in) throws MalformedException {
    long[] numbers = new long[8];
    Optional<MessageId> reply = Optional.empty();
    String[] texts = {"", "", "", "", "", "", ""};
    List<MediaRef> media = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1, 2, 5, 7 -> numbers[in.field()] = in.uint64();
        case 3 -> reply = Optional.of(new MessageId(Digest.of(in.exactly(Digest.LENGTH))));
        case 4, 6 -> texts[in.field()] = in.string(MAX);
        case 8 -> media.add(readMedia(in.presentMessage()));
        default -> in.extension();
      }
    }
    return new Carried(
        numbers[1],
        numbers[2],
        reply,
        texts[4],
        (int) numbers[5],
        texts[6],
        (int) numbers[7],
        media);
  }
}
