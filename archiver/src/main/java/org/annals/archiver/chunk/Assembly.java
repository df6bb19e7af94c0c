package org.annals.archiver.chunk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.annals.keys.Digest;
import org.annals.keys.Signature65;

/**
 * Puts the compressed sections of one chunk into a file. The header stands in front and names the
 * hash of the media section, but its length is known before: so media are streamed to their place
 * and the header is written last. Confined to one thread, used once.
 */
final class Assembly {
  private static final Digest UNKNOWN = Digest.of(new byte[Digest.LENGTH]);

  private final ChunkDraft draft;
  private final ChunkIndex index;
  private final List<byte[]> stored;
  private final List<Digest> hashes;
  private final List<MediaUse.Stored> media;
  private final long mediaLength;
  private Optional<ChunkHeader> header = Optional.empty();

  Assembly(ChunkDraft draft, ChunkIndex index, List<byte[]> stored, List<MediaUse> uses) {
    this.draft = draft;
    this.index = index;
    this.stored = stored;
    this.hashes = stored.stream().map(Digest::sha256).toList();
    this.media =
        uses.stream()
            .filter(MediaUse.Stored.class::isInstance)
            .map(MediaUse.Stored.class::cast)
            .toList();
    this.mediaLength = media.stream().mapToLong(m -> m.media().size()).sum();
  }

  ChunkIndex index() {
    return index;
  }

  ChunkHeader header() {
    return header.orElseThrow();
  }

  /** Length of the file in bytes. */
  long length(String encoder) {
    ChunkHeader draftHeader = header(encoder, UNKNOWN);
    return bodyStart(HeaderCodec.encode(draftHeader)) + draftHeader.storedLength();
  }

  /** Writes the whole file and gives the header's bytes. */
  byte[] writeTo(Path file, ChunkSigner signer, String encoder) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.position(bodyStart(HeaderCodec.encode(header(encoder, UNKNOWN))));
      for (byte[] section : stored) {
        writeFully(channel, ByteBuffer.wrap(section));
      }
      ChunkHeader complete = header(encoder, writeMedia(channel));
      header = Optional.of(complete);
      byte[] bytes = HeaderCodec.encode(complete);
      Signature65 signature = signer.sign(Digest.sha256(bytes));
      channel.position(0);
      writeFully(
          channel,
          ByteBuffer.allocate((int) bodyStart(bytes))
              .put(ChunkFormat.magic())
              .putInt(bytes.length)
              .put(bytes)
              .put(signature.toBytes())
              .flip());
      return bytes;
    }
  }

  private ChunkHeader header(String encoder, Digest mediaHash) {
    List<SectionInfo> sections = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      SectionKind kind = i == 0 ? SectionKind.INDEX : SectionKind.MESSAGES;
      sections.add(new SectionInfo(kind.number(), stored.get(i).length, hashes.get(i)));
    }
    if (mediaLength > 0) {
      sections.add(new SectionInfo(SectionKind.MEDIA.number(), mediaLength, mediaHash));
    }
    return new ChunkHeader(
        ChunkFormat.VERSION,
        List.of(),
        draft.community(),
        draft.position(),
        draft.previous(),
        ChunkFormat.CODEC_ZSTD,
        encoder,
        Optional.empty(),
        sections);
  }

  private static long bodyStart(byte[] header) {
    return (long) ChunkFormat.PREAMBLE + header.length + Signature65.LENGTH;
  }

  private Digest writeMedia(FileChannel channel) throws IOException {
    MessageDigest all = Digest.newSha256();
    byte[] buffer = new byte[1 << 16];
    for (MediaUse.Stored use : media) {
      MessageDigest own = Digest.newSha256();
      long length = 0;
      try (InputStream in = use.content().open()) {
        int count;
        while (length <= use.media().size() && (count = in.read(buffer)) > 0) {
          own.update(buffer, 0, count);
          all.update(buffer, 0, count);
          writeFully(channel, ByteBuffer.wrap(buffer, 0, count));
          length += count;
        }
      }
      if (length != use.media().size()
          || !Arrays.equals(own.digest(), use.media().digest().toBytes())) {
        throw new IOException("media bytes are not those of " + use.media().digest());
      }
    }
    return Digest.of(all.digest());
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
