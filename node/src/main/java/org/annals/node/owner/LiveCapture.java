package org.annals.node.owner;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MediaBytes;
import org.annals.archiver.message.SplitPayload;
import org.annals.importer.journal.AppendOutcome;
import org.annals.importer.journal.JournalMessage;
import org.annals.keys.PublicKey;
import org.annals.node.community.Community;

/**
 * Takes signed live messages that a chat program hands over in a file: records of a length (4
 * bytes, big endian), the author's key (33 bytes) and the envelope. Every signature is checked;
 * what fails is counted by cause and left out. Used by one thread.
 */
public final class LiveCapture {
  private static final int BATCH = 500;
  private static final long BATCH_BYTES = 16L << 20;
  private static final int MAX_RECORD = Envelope.MAX_LENGTH + PublicKey.LENGTH;

  private final Community community;
  private final Authenticator authenticator;
  private final SortedMap<String, Long> refused = new TreeMap<>();
  private final List<JournalMessage> batch = new ArrayList<>();
  private long batchBytes;
  private long captured;

  /** Into this community. */
  public LiveCapture(Community community, Authenticator authenticator) {
    this.community = community;
    this.authenticator = authenticator;
  }

  /**
   * What was taken.
   *
   * @param captured messages that were not there before
   * @param refused others, by cause
   */
  public record Captured(long captured, SortedMap<String, Long> refused) {}

  /**
   * Reads a file to its end.
   *
   * @param progress is told how many bytes were read
   * @throws IOException when the file is cut off or the disk fails; what was captured stays
   */
  public Captured run(Path file, LongConsumer progress) throws IOException {
    long done = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      for (int next = in.read(); next != -1; next = in.read()) {
        int length = next << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < PublicKey.LENGTH || length > MAX_RECORD) {
          throw new IOException("no record has " + length + " bytes");
        }
        take(in.readNBytes(length), length);
        done += 4L + length;
        progress.accept(done);
      }
    } catch (EOFException e) {
      throw new IOException("the file is cut off after " + done + " bytes", e);
    }
    flush();
    return new Captured(captured, refused);
  }

  private void take(byte[] record, int length) throws IOException {
    if (record.length < length) {
      throw new EOFException();
    }
    PublicKey author;
    try {
      author = PublicKey.of(Arrays.copyOf(record, PublicKey.LENGTH));
    } catch (IllegalArgumentException e) {
      refuse("not a key");
      return;
    }
    byte[] bytes = Arrays.copyOfRange(record, PublicKey.LENGTH, record.length);
    if (!(Envelope.parse(bytes) instanceof Envelope.Parsed parsed)) {
      refuse("not an envelope");
      return;
    }
    Authentication outcome =
        authenticator.signed(parsed.envelope().statedBy(author), mediaOf(parsed.envelope()));
    if (outcome instanceof Authentication.Rejected rejected) {
      refuse(rejected.reason());
      return;
    }
    batch.add(JournalMessage.of(parsed.envelope(), author, (Authentication.Authenticated) outcome));
    batchBytes += length;
    if (batch.size() >= BATCH || batchBytes >= BATCH_BYTES) {
      flush();
    }
  }

  /** The media of an envelope are at hand: they stand in its own payload. */
  private static MediaBytes mediaOf(Envelope envelope) {
    return (media, out) -> {
      Optional<SplitPayload.Piece> piece =
          SplitPayload.of(envelope.type(), envelope.payload()).media().stream()
              .filter(each -> each.media().digest().equals(media.digest()))
              .findFirst();
      if (piece.isEmpty()) {
        return false;
      }
      out.write(envelope.payload(), piece.get().offset(), (int) media.size());
      return true;
    };
  }

  private void refuse(String cause) {
    refused.merge(cause, 1L, Long::sum);
  }

  private void flush() throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    AppendOutcome outcome = community.journal().append(batch);
    if (outcome instanceof AppendOutcome.Refused no) {
      throw new IOException("no room for live messages: " + no.reason());
    }
    community.messages().addLive(batch);
    captured += ((AppendOutcome.Appended) outcome).added();
    batch.clear();
    batchBytes = 0;
  }
}
