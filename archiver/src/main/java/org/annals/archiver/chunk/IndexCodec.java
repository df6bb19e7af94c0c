package org.annals.archiver.chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.archiver.message.PlaceholderReason;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;

/** Raw bytes of the index section; field numbers as in {@code docs/format.md}. Stateless. */
final class IndexCodec {
  private static final int MAX_TEXT = 1024;

  private IndexCodec() {}

  static byte[] encode(ChunkIndex index) {
    CanonicalWriter out = new CanonicalWriter(1 << 12);
    out.bytes(1, concatenated(index.channels().stream().map(ChannelId::toBytes).toList()));
    out.bytes(2, concatenated(index.authors().stream().map(PublicKey::toBytes).toList()));
    for (MessageSectionInfo section : index.sections()) {
      out.startMessage(3)
          .uint64(1, section.channel() + 1L)
          .uint64(2, section.rawLength())
          .uint64(3, section.records())
          .uint64(4, section.signatures())
          .uint64(5, section.firstClock())
          .uint64(6, section.lastClock())
          .endMessage();
    }
    for (MediaEntry entry : index.media()) {
      write(out.startMessage(4), entry);
      out.endMessage();
    }
    ContentCounts counts = index.counts();
    return out.startMessage(5)
        .uint64(1, counts.messages())
        .uint64(2, counts.images())
        .uint64(3, counts.tombstones())
        .uint64(4, counts.others())
        .endMessage()
        .toByteArray();
  }

  private static void write(CanonicalWriter out, MediaEntry entry) {
    out.bytes(1, entry.digest().toBytes()).uint64(2, entry.length()).string(3, entry.mediaType());
    if (entry instanceof MediaEntry.Archived archived) {
      out.uint64(4, archived.offset());
    } else if (entry instanceof MediaEntry.Placeholder placeholder) {
      out.uint64(5, placeholder.reason().number()).string(6, placeholder.name());
    }
  }

  private static byte[] concatenated(List<byte[]> parts) {
    int length = parts.stream().mapToInt(p -> p.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  static ChunkIndex parse(byte[] raw) throws MalformedException {
    List<ChannelId> channels = List.of();
    List<PublicKey> authors = List.of();
    List<MessageSectionInfo> sections = new ArrayList<>();
    List<MediaEntry> media = new ArrayList<>();
    ContentCounts counts = new ContentCounts(0, 0, 0, 0);
    CanonicalReader reader = new CanonicalReader(raw);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> channels = channels(reader.bytes(raw.length));
        case 2 -> authors = authors(reader.bytes(raw.length));
        case 3 -> sections.add(section(reader.presentMessage(), sections, channels.size()));
        case 4 -> media.add(media(reader.presentMessage(), media.size()));
        case 5 -> counts = counts(reader.message());
        default -> reader.extension();
      }
    }
    checkMedia(media);
    return new ChunkIndex(channels, authors, sections, media, counts);
  }

  private static List<byte[]> split(byte[] bytes, int length) throws MalformedException {
    if (bytes.length % length != 0) {
      throw new MalformedException("a table of the index has a broken length");
    }
    List<byte[]> parts = new ArrayList<>(bytes.length / length);
    for (int at = 0; at < bytes.length; at += length) {
      if (at > 0 && Arrays.compareUnsigned(bytes, at - length, at, bytes, at, at + length) >= 0) {
        throw new MalformedException("a table of the index is not ascending");
      }
      parts.add(Arrays.copyOfRange(bytes, at, at + length));
    }
    return parts;
  }

  private static List<ChannelId> channels(byte[] bytes) throws MalformedException {
    return split(bytes, ChannelId.LENGTH).stream().map(ChannelId::of).toList();
  }

  private static List<PublicKey> authors(byte[] bytes) throws MalformedException {
    List<PublicKey> authors = new ArrayList<>(bytes.length / PublicKey.LENGTH);
    for (byte[] key : split(bytes, PublicKey.LENGTH)) {
      if (key[0] != 2 && key[0] != 3) {
        throw new MalformedException("an author is not a compressed key");
      }
      authors.add(PublicKey.of(key));
    }
    return authors;
  }

  private static MessageSectionInfo section(
      CanonicalReader reader, List<MessageSectionInfo> before, int channels)
      throws MalformedException {
    long[] f = new long[7];
    while (reader.next()) {
      if (reader.field() < f.length) {
        f[reader.field()] = reader.uint64();
      } else {
        reader.extension();
      }
    }
    boolean numbersFit =
        between(0, f[1], channels)
            && between(2, f[2], ChunkFormat.MAX_RAW_SECTION)
            && between(1, f[3], f[2] / 2)
            && between(0, f[4], f[3])
            && between(f[5], f[6], Long.MAX_VALUE);
    boolean inOrder = before.isEmpty() || f[1] > before.get(before.size() - 1).channel();
    if (!numbersFit || !inOrder || before.size() >= ChunkFormat.MAX_MESSAGE_SECTIONS) {
      throw new MalformedException("a section of the index is out of range or order");
    }
    return new MessageSectionInfo((int) f[1] - 1, (int) f[2], (int) f[3], (int) f[4], f[5], f[6]);
  }

  private static boolean between(long low, long value, long high) {
    return low >= 0 && low <= value && value <= high;
  }

  private static MediaEntry media(CanonicalReader reader, int before) throws MalformedException {
    Digest digest = null;
    long length = 0;
    String mediaType = "";
    long offset = 0;
    Optional<PlaceholderReason> reason = Optional.empty();
    String name = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> digest = Digest.of(reader.exactly(Digest.LENGTH));
        case 2 -> length = reader.uint64();
        case 3 -> mediaType = reader.string(MAX_TEXT);
        case 4 -> offset = reader.uint64();
        case 5 -> reason = Optional.of(reason(reader.uint64()));
        case 6 -> name = reader.string(MAX_TEXT);
        default -> reader.extension();
      }
    }
    if (digest == null || length < 0 || offset < 0 || before >= ChunkFormat.MAX_MEDIA) {
      throw new MalformedException("a media entry is out of range");
    }
    if (reason.isPresent() && offset == 0) {
      return new MediaEntry.Placeholder(digest, length, mediaType, name, reason.get());
    }
    if (reason.isPresent() || !name.isEmpty() || length > ChunkFormat.MAX_MEDIA_BLOB) {
      throw new MalformedException("a media entry contradicts itself");
    }
    return new MediaEntry.Archived(digest, length, mediaType, offset);
  }

  private static PlaceholderReason reason(long number) throws MalformedException {
    return PlaceholderReason.ofNumber(number)
        .orElseThrow(() -> new MalformedException("unknown placeholder reason"));
  }

  private static void checkMedia(List<MediaEntry> media) throws MalformedException {
    Set<Digest> seen = new HashSet<>();
    long offset = 0;
    for (MediaEntry entry : media) {
      if (!seen.add(entry.digest())) {
        throw new MalformedException("a media entry stands twice");
      }
      if (entry instanceof MediaEntry.Archived archived) {
        if (archived.offset() != offset) {
          throw new MalformedException("media are not back to back");
        }
        offset += archived.length();
      }
    }
  }

  private static ContentCounts counts(CanonicalReader reader) throws MalformedException {
    long[] f = new long[5];
    while (reader.next()) {
      if (reader.field() < f.length) {
        f[reader.field()] = reader.uint64();
      } else {
        reader.extension();
      }
    }
    return new ContentCounts(f[1], f[2], f[3], f[4]);
  }
}
