package org.annals.bench.size;

import org.annals.archiver.seal.SourceEntry;
import org.annals.archiver.wire.CanonicalWriter;

/**
 * Counts what messages would take in status-go's archives, from the layout of its October 2024
 * revision: per message a {@code WakuMessage} with the signer's 65-byte key, the time in seconds,
 * the 4-byte topic, the RFC 26 data, its padding and the 32-byte hash.
 *
 * <p>The data is a {@code ProtocolMessage} with an installation id and the envelope. A live client
 * adds its key bundle of some hundred bytes; it is left out here, in favour of status-go. Confined
 * to one thread.
 */
final class StatusLayout {
  private static final int PIECE = 102_400;
  private static final int MAX_ARCHIVE = 30_000_000;
  private static final byte[] KEY = new byte[65];
  private static final byte[] TOPIC = new byte[4];
  private static final byte[] HASH = new byte[32];
  private static final String INSTALLATION = "00000000-0000-4000-8000-000000000000";

  private long raw;
  private long padded;
  private long archiveRaw;
  private long archiveCounted;

  /** Adds a message of the current partition. */
  void add(SourceEntry entry, byte[] envelope) {
    byte[] data = new CanonicalWriter().string(2, INSTALLATION).bytes(102, envelope).toByteArray();
    int sizeBytes = data.length < 1 << 8 ? 1 : data.length < 1 << 16 ? 2 : 3;
    int padding = 256 - (1 + sizeBytes + data.length + KEY.length) % 256;
    CanonicalWriter message =
        new CanonicalWriter(data.length + 512)
            .bytes(1, KEY)
            .uint64(2, entry.clock() / 1000)
            .bytes(3, TOPIC)
            .bytes(4, data)
            .bytes(5, new byte[padding])
            .bytes(6, HASH);
    if (archiveCounted + data.length + KEY.length > MAX_ARCHIVE) {
      endArchive(0);
    }
    archiveCounted += data.length + KEY.length;
    archiveRaw += 1 + varint(message.size()) + message.size();
  }

  /** Ends a partition that has this many channels. */
  void endPartition(int channels) {
    endArchive(channels);
  }

  private void endArchive(int channels) {
    if (archiveRaw == 0) {
      return;
    }
    long metadata = 14 + 6L * channels;
    long all = archiveRaw + metadata;
    // The index holds the metadata again, a 66-character key, offset, size and padding.
    raw += all + metadata + 90;
    padded += (all <= PIECE ? PIECE : all + PIECE - all % PIECE) + metadata + 90;
    archiveRaw = 0;
    archiveCounted = 0;
  }

  private static int varint(int value) {
    int bytes = 1;
    for (int rest = value >>> 7; rest > 0; rest >>>= 7) {
      bytes++;
    }
    return bytes;
  }

  /** Bytes of archives and index without the zeros that fill pieces. */
  long raw() {
    return raw;
  }

  /** Bytes of the torrent's files. */
  long padded() {
    return padded;
  }
}
